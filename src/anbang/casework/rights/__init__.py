"""What the person, or who may ask for the person, wishes of those who keep the file: to see, copy, correct, object (LAW-1)."""
