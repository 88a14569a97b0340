"""The policy told as dated events, with the answer it must give: read from files, played, and compared."""
