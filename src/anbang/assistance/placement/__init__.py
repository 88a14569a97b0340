"""Bases: the district's own, and the enterprises of each town that take people on (clause 2.4.3)."""
