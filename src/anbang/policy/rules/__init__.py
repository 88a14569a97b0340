"""The rules, one module for each part of the document, in its order."""
