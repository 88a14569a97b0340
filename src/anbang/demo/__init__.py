"""A believable district: invented people and staff, made by doing what the staff of a real one would do."""
