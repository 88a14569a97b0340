"""A machine that takes any steps in any order, right and wrong, by right and wrong hands, alone and two at once, while days pass and offices
are merged.
"""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from anbang.casework.charge.handing import merge_offices_with_their_people
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.models import Office
from tests.proofs.life import AHEAD, BACK, NUMBER, PLACE, WHOM, WHOSE, Hand, Moves
from tests.proofs.two_at_once import DRAWN, Drawn, TwoAtOnce
from tests.support.deeds import DEEDS, TOWNS
from tests.support.deeds_beside import BESIDE

MERGED = "merged"
# Mostly steps of which one stands on another.
FOLLOWING = (
    *sorted({*BESIDE, "plan_made", "team_named", "own_members_named", "went_away", "came_back"}),
    *sorted(DEEDS),
)


class AnySteps(Moves, TwoAtOnce):
    """Steps one by one beside those that are taken at once."""

    @rule(
        whom=WHOM,
        deed=st.sampled_from(sorted(DEEDS)),
        whose=WHOSE,
        back=st.sampled_from(BACK),
        place=PLACE,
        number=NUMBER,
        late=st.booleans(),
        ahead=st.sampled_from(AHEAD),
    )
    def any_step_is_taken(
        self, whom: int, deed: str, whose: Hand, back: int, place: int, number: int, late: bool, ahead: int
    ) -> None:
        """Often on the same day as the one before, or a few days later."""
        self.days_pass(ahead)
        self.take(deed, whose, self.told(whom, back, place, number, late=late))

    @rule(whom=WHOM, deeds=st.lists(st.sampled_from(FOLLOWING), min_size=2, max_size=4), back=st.sampled_from(BACK))
    def one_thing_leads_to_another(self, whom: int, deeds: list[str], back: int) -> None:
        """What leaves rows of its own beside the acts, and what is done about such rows."""
        for number, deed in enumerate(deeds):
            self.take(deed, ("right", ""), self.told(whom, back, number, number + back % 2, late=True))

    @rule(
        whom=WHOM,
        deed=st.sampled_from(("withdrawn", "day_corrected")),
        whose=WHOSE,
        back=st.sampled_from(BACK),
        number=NUMBER,
    )
    def an_act_is_repaired(self, whom: int, deed: str, whose: Hand, back: int, number: int) -> None:
        """One of the last: it was on another day, or never happened."""
        self.take(deed, whose, self.told(whom, back, 0, number, late=True))

    @precondition(lambda self: self.merges > 0)
    @rule(gone=st.sampled_from(TOWNS), into=st.sampled_from(TOWNS), meanwhile=st.one_of(st.none(), DRAWN), whom=WHOM)
    def an_office_is_merged(self, gone: str, into: str, meanwhile: Drawn | None, whom: int) -> None:
        """Into the office that stands for the other town now, maybe while somebody takes a step; the morning after, all that follows is
        settled.
        """
        self.merges -= 1
        offices = {town: self._stands_now(town) for town in (gone, into)}

        def merge() -> None:
            by = self.district.administrator(self.today)
            merge_offices_with_their_people([offices[gone]], successor_id=offices[into], by=by, on=self.today)

        if meanwhile is not None:
            self.both((MERGED, ("default", merge)), (meanwhile.deed, self.drawn(meanwhile, whom)))
            self.district.sign_in_again()
            self.morning()
        elif self.attempt(MERGED, merge):
            self.district.sign_in_again()
            self.morning()

    def _stands_now(self, town: str) -> int:
        office = Office.objects.using("owner").filter(kind=OfficeKind.JUSTICE_OFFICE, area=self.district.town(town))
        found = office.earliest("id")
        while found.successor_id is not None:
            found = Office.objects.using("owner").get(pk=found.successor_id)
        return found.pk
