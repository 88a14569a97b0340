"""Six lives played through the pages, from the desks of all who have to do with them, while the days of the office pass."""
