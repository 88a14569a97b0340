"""The language that the rules are written in. It knows nothing of the document."""
