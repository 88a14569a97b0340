"""A second, independent reading of the scenarios, and random scenarios to hold it against the rules."""
