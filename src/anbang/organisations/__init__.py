"""Areas, offices, groups and the people who work in them, and who may see whom."""
