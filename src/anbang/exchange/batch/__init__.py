"""A list from a prison or detention centre: read, checked, decided row by row, taken in, and undone if need be."""
