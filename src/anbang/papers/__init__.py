"""Scans, attachments and documents: sealed, and reached only through the subject they belong to."""
