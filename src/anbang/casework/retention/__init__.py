"""How long a file is kept: proposed for disposal once its years have passed, disposed of by two people, or kept on for a reason (LAW-1)."""
