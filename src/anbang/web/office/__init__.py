"""What offices do by the calendar, and their bases (clauses 2.2, 2.3.4, 2.4.2.1, 2.4.3.2)."""
