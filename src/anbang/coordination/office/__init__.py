"""The duties of an office that come with the calendar, and what it did about them."""
