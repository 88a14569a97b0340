"""The list that a newcomer hands in first: messy as lists are, and about people of whom the demo knows nobody."""

from importlib import resources
from typing import Final

SENDER: Final = "重庆市永川监狱"
SAMPLE: Final = resources.files("anbang.demo") / "data" / "prison-batch-2026-11.xlsx"
