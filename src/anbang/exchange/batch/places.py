"""Places as lists name them: which town and village of the district is meant, or that the place lies outside it."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

_VILLAGE = re.compile(r"(?P<bare>.+?)(?P<kind>社区|村)?(?P<committee>居民委员会|村民委员会|居委会|村委会)?")
_KIND_OF_COMMITTEE = {"居": "社区", "村": "村"}
_TOWN_ENDINGS = ("人民政府", "街道办事处", "街道办", "街道", "镇", "乡")
# People write 四川隆昌 as well as 四川省隆昌市.
_PROVINCES = (
    *(
        "北京",
        "天津",
        "上海",
        "重庆",
        "河北",
        "山西",
        "辽宁",
        "吉林",
        "黑龙江",
        "江苏",
        "浙江",
        "安徽",
        "福建",
        "江西",
        "山东",
    ),
    *(
        "河南",
        "湖北",
        "湖南",
        "广东",
        "海南",
        "四川",
        "贵州",
        "云南",
        "陕西",
        "甘肃",
        "青海",
        "台湾",
        "内蒙古",
        "广西",
        "西藏",
    ),
    *("宁夏", "新疆", "香港", "澳门"),
)
# A county's name may have one sign before its title (泸县); a single sign before 市, 区 or 旗 is no name.
_OUTSIDE = re.compile(r"(省|自治区|特别行政区|自治州|地区|盟|[^\s]县|[^\s]{2,}[市区旗])")


class PlaceFault(StrEnum):
    """Why a place within the district cannot be found."""

    TOWN_UNKNOWN = "town_unknown"
    VILLAGE_UNKNOWN = "village_unknown"
    VILLAGE_NOT_IN_TOWN = "village_not_in_town"


@dataclass(frozen=True, slots=True)
class AreaRecord:
    """One division, as plain data."""

    id: int
    name: str
    parent_id: int | None


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """What two cells name: an area of the district, a place outside it, or a fault (`at_village`: in the village's cell)."""

    area_id: int | None = None
    outside: str = ""
    fault: PlaceFault | None = None

    @property
    def at_village(self) -> bool:
        """Whether the fault is the village's."""
        return self.fault in (PlaceFault.VILLAGE_UNKNOWN, PlaceFault.VILLAGE_NOT_IN_TOWN)


def _folded(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _without(text: str, endings: Iterable[str]) -> str:
    for ending in endings:
        if text.endswith(ending) and len(text) > len(ending):
            return text.removesuffix(ending)
    return text


def _village_forms(name: str) -> tuple[str, ...]:
    """A village's name in full, with what it is (社区, 村) and bare: people write 玉屏, 玉屏社区 and 玉屏社区居民委员会."""
    found = _VILLAGE.fullmatch(name)
    if found is None:
        return (name,)
    committee = found["committee"] or ""
    kind = found["kind"] or _KIND_OF_COMMITTEE.get(committee[:1], "")
    return tuple(dict.fromkeys((name, found["bare"] + kind, found["bare"])))


class Gazetteer:
    """The district's names. Towns and villages are found with and without their titles."""

    def __init__(
        self, *, city: str, district: str, towns: Iterable[AreaRecord], villages: Iterable[AreaRecord]
    ) -> None:
        # A district was mostly a county before, and old papers still say so.
        bare = _without(district, ("区", "县"))
        self._own_names = {district, f"{bare}县"}
        named = self._own_names | {bare}
        of_the_city = {before + name for before in ("", city, _without(city, ("市",))) for name in named}
        self._prefixes = tuple(sorted(of_the_city, key=len, reverse=True))
        self._city = city
        self._home = {city, district}
        self._towns: dict[str, int] = {}
        for town in towns:
            for name in (town.name, _without(town.name, _TOWN_ENDINGS)):
                self._towns.setdefault(name, town.id)
        # A form that two villages of a town share names neither.
        self._villages: dict[tuple[int | None, str], set[int]] = defaultdict(set)
        self._somewhere: set[str] = set()
        for village in villages:
            for name in _village_forms(village.name):
                self._villages[village.parent_id, name].add(village.id)
                self._somewhere.add(name)

    def find(self, town: str, village: str) -> FoundPlace:
        """The place that a town's and a village's cell name together. An empty village leaves the town."""
        town_text, village_text = _folded(town), _folded(village)
        rest = self._at_home(town_text)
        town_id = self._town(rest)
        if town_id is None and self._is_outside(town_text, rest):
            return FoundPlace(outside=" ".join(part for part in (town.strip(), village.strip()) if part))
        if town_id is None:
            return FoundPlace(fault=PlaceFault.TOWN_UNKNOWN)
        if not village_text:
            return FoundPlace(area_id=town_id)
        return self._village(town_id, self._at_home(village_text))

    def _at_home(self, text: str) -> str:
        """The text without the district's own name before it."""
        text = text.removeprefix(self._city)
        for prefix in self._prefixes:
            if text.startswith(prefix) and len(text) > len(prefix):
                return text.removeprefix(prefix)
        return text

    def _town(self, text: str) -> int | None:
        return self._towns.get(text) or self._towns.get(_without(text, _TOWN_ENDINGS))

    def _is_outside(self, text: str, rest: str) -> bool:
        """Whether the text names another province, city or county. A bare name of a town does not, nor does the district's own
        name after a province that it belonged to once: nobody of ours is sent back unseen.
        """
        named = bool(_OUTSIDE.search(rest)) or rest.startswith(_PROVINCES)
        return named and text not in self._home and not any(name in text for name in self._own_names)

    def _village(self, town_id: int, text: str) -> FoundPlace:
        forms = _village_forms(text)
        for form in forms:
            if len(found := self._villages.get((town_id, form), ())) == 1:
                return FoundPlace(area_id=next(iter(found)))
        if any((town_id, form) in self._villages for form in forms):
            return FoundPlace(fault=PlaceFault.VILLAGE_UNKNOWN)
        if any(form in self._somewhere for form in forms):
            return FoundPlace(fault=PlaceFault.VILLAGE_NOT_IN_TOWN)
        return FoundPlace(fault=PlaceFault.VILLAGE_UNKNOWN)
