"""What was done about a person, day by day: the one ledger that the rules read."""
