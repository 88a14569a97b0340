"""二（三）5: the yearly ledger."""

from anbang.policy.language.definitions import Owner, Place
from anbang.policy.language.words import parameter, periodic
from anbang.policy.vocabulary import ledger_made_on

make_ledger = periodic(
    "make_ledger",
    "2.3.5",
    zh="建立刑满释放人员年度工作台账",
    en="make the yearly ledger",
    owner=Owner("justice_bureau", Place.DISTRICT),
    period=parameter("ledger_months"),
    met=ledger_made_on,
    of="office",
)
