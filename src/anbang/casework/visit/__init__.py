"""Visits and reviews: what was seen, what is needed, what comes next (clause 2.3.4)."""
