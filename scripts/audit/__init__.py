"""Scanners on the source and on the running demo: `make audit`. What they found is written to docs/audit.md."""
