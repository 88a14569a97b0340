"""Which rights requests wait at a point of a story, and what may be told of one (LAW-1)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from anbang.policy.reading_events import Happening
from anbang.policy.vocabulary import REQUEST

Sentence = tuple[str, str]
ASKED_ALREADY: Final = "这个编号的请求已经登记过", "a request of that number is there already"
NOTHING_ASKED: Final = (
    "没有待答复的个人信息请求；请求须先登记，答复只有一次",
    "no such request waits; it comes before its answer, and is answered once",
)
GIVEN_TIME_ALREADY: Final = "答复期限已经延长过，只能延长一次", "it was given more time already; that is done once"


@dataclass(slots=True)
class RequestsTold:
    """The requests about one person, in all cases. An event that names none is asked about only: whether it could come of any."""

    waiting: dict[object, bool] = field(default_factory=dict)
    """The number of each that waits → whether it was given more time."""
    known: set[object] = field(default_factory=set)

    def take(self, happening: Happening) -> None:
        """One came, was given more time, or was answered; it may be told."""
        number = happening.details[REQUEST]
        if happening.event == "request_answered":
            del self.waiting[number]
        else:
            self.known.add(number)
            self.waiting[number] = happening.event == "request_extended"

    def reason(self, happening: Happening) -> Sentence | None:
        """Why it cannot be told, or None."""
        return _REASONS[happening.event](self, happening.details.get(REQUEST))

    def came(self, number: object) -> Sentence | None:
        """A number is given once."""
        return ASKED_ALREADY if number in self.known else None

    def answered(self, number: object) -> Sentence | None:
        """It waits."""
        return None if number in self.waiting or (number is None and self.waiting) else NOTHING_ASKED

    def extended(self, number: object) -> Sentence | None:
        """It waits, and was given no more time yet."""
        if sentence := self.answered(number):
            return sentence
        given = self.waiting.values() if number is None else [self.waiting[number]]
        return GIVEN_TIME_ALREADY if all(given) else None


_REASONS: Mapping[str, Callable[[RequestsTold, object], Sentence | None]] = {
    "request_came": RequestsTold.came,
    "request_answered": RequestsTold.answered,
    "request_extended": RequestsTold.extended,
}
