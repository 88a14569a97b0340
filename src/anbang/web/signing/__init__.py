"""Signing in: password, second factor, locks, how long a session lasts and what ends it."""
