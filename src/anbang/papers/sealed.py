"""What is sealed, said once: the column, the purpose of its key, and the place of each value. Whoever seals, opens or re-seals it goes by this."""

from dataclasses import dataclass
from string import Formatter

from anbang.lib.sealing import KeyringFault, SealBroken
from anbang.papers.keys import keyring


@dataclass(frozen=True, slots=True)
class Sealed:
    """The sealed values of one column. `place` is made of columns of the row; rows that are closed may have a purpose of their own."""

    table: str
    column: str
    purpose: str
    place: str
    closed_purpose: str = ""

    @property
    def told_by(self) -> tuple[str, ...]:
        """The columns of a row that must be known to seal or open its value."""
        named = [name for _, name, _, _ in Formatter().parse(self.place) if name]
        return (*named, "closed") if self.closed_purpose else tuple(named)

    def seal(self, value: bytes, **row: object) -> bytes:
        """Encrypt `value` for the row of which these columns are known."""
        return keyring().seal(value, purpose=self._purpose(row), place=self._place(row))

    def open(self, sealed: bytes | bytearray | memoryview, **row: object) -> bytes:
        """The value of that row. SealBroken where it was altered or belongs elsewhere; what it says of the row are numbers alone."""
        try:
            return keyring().open(sealed, purpose=self._purpose(row), place=self._place(row))
        except KeyringFault:
            raise
        except SealBroken as broken:
            numbers = ", ".join(f"{name} {value}" for name, value in row.items() if not isinstance(value, (str, bool)))
            raise SealBroken(f"{self.table}.{self.column} of {numbers} does not open. {broken}") from broken

    def _place(self, row: dict[str, object]) -> str:
        return self.place.format(**row)

    def _purpose(self, row: dict[str, object]) -> str:
        return self.closed_purpose if self.closed_purpose and row["closed"] else self.purpose
