"""In whose charge somebody is, and what is handed over from one office to another."""
