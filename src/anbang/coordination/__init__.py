"""What offices do together and by the calendar: meetings, liaison, education, courses."""
