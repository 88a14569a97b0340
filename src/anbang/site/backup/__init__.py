"""Backups: taken, checked, restored, and the keys apart from them. What they are made of is in the manifest; why so, in ADR 0016."""
