"""Where somebody belongs: the registered and the actual place, as far as they are told."""

from collections.abc import Mapping
from dataclasses import dataclass

from anbang.policy.vocabulary import OUTSIDE


@dataclass(frozen=True, slots=True)
class Abode:
    """A place somebody lives at or is registered in: the codes of town and village, or beyond the district.

    `community`: whether the village is a community of the town, so that the urban standard counts; None: not told.
    """

    town: str
    village: str | None = None
    community: bool | None = None

    @property
    def is_here(self) -> bool:
        """Whether it lies in the district."""
        return self.town != OUTSIDE


BEYOND = Abode(OUTSIDE)
# For whom nobody told a place: somewhere in the district, registered and living at the same place.
SOMEWHERE = Abode("somewhere", "somewhere")


@dataclass(frozen=True, slots=True)
class Home:
    """What a file says of the places of a person at its head.

    `residence` None: the same as registered. While the identity is not known, `investigated_in` is the town of the original
    investigating authority, and the registered place may be missing. Raises ValueError where nothing lies in the district.
    """

    registered: Abode | None = SOMEWHERE
    residence: Abode | None = None
    investigated_in: str | None = None
    identity_known: bool = True

    def __post_init__(self) -> None:
        if self.identity_known and self.registered is None:
            raise ValueError("Somebody of known identity has a registered place.")
        if not self.identity_known and self.investigated_in is None:
            raise ValueError("While the identity is not known, the town of the investigating authority is.")
        if self.investigated_in is None and not any(
            abode and abode.is_here for abode in (self.registered, self.lives_in)
        ):
            raise ValueError("Neither the registered place nor the residence lies in the district.")

    @property
    def lives_in(self) -> Abode | None:
        """The residence as first told."""
        return self.residence or self.registered

    @property
    def facts(self) -> Mapping[str, object]:
        """What the rules read of it; what is not told is left out."""
        community = next(
            (abode.community for abode in (self.registered, self.lives_in) if abode and abode.is_here), None
        )
        told = {
            "identity_known": self.identity_known,
            "registered_town": self.registered and self.registered.town,
            "investigating_town": self.investigated_in,
            "first_residence_town": self.lives_in and self.lives_in.town,
            "registered_in_community": community,
        }
        return {name: value for name, value in told.items() if value is not None}
