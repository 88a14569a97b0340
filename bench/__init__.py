"""Measurements. `make bench` runs every module here that has `results()` and writes `results.json`.

A new one is a module with `def results() -> Iterator[Result]`; what it needs, such as a database, it starts and stops itself.
"""
