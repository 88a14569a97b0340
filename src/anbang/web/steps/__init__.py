"""The steps about one person: each an entry with its form, all taken through one page."""
