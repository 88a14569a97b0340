"""Care: the team, the plan, priority, moves and transfers, contact, signs, and how it ends."""
