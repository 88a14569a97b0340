"""What each morning tells: the reader's digest, and what below is undone."""
