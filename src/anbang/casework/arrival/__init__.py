"""Who comes, told by both sides: what came on paper, and the reception of the day."""
