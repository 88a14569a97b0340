"""What is known of the household, and what civil affairs tells of dibao."""
