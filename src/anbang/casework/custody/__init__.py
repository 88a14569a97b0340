"""From custody to the gate: registration form, verification, release notice, reception arrangement."""
