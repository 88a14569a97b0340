"""The file on one person, from custody to the end of care."""
