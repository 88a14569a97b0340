"""Sheets that are printed about somebody: what for is asked first, and each carries who printed it and a number."""
