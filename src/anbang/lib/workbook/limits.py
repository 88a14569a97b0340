"""How much a workbook may ask of us. Measured: a file of 398 kB can unpack to 800 MB, and one cell in the last corner makes a
million rows.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Of the file, of what it unpacks to, of the child that reads it, and of the sheet."""

    file_bytes: int = 60 * 1024 * 1024
    unpacked_bytes: int = 50 * 1024 * 1024
    memory_bytes: int = 512 * 1024 * 1024
    seconds: int = 20
    rows: int = 20_200  # twenty thousand people, and the lines around them
    columns: int = 100
    sheets: int = 30
    cell_characters: int = 32_767  # a spreadsheet's own limit: only a csv can have more


LIMITS = Limits()
