"""Tags and filters that every template may use: days as people write them, clauses in the reader's language, shares of a whole."""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any, Literal

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.forms import BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anbang.casework.person.models import Abode
from anbang.lib.masking import mask_numbers
from anbang.lib.telephone import NARROW, NUMBER
from anbang.organisations.days import day_in_words, day_typed, month_in_words, reads_english
from anbang.organisations.kinds import AreaKind
from anbang.policy import Clause, clause
from anbang.web import marks
from anbang.web.readers import paper_name
from anbang.web.references import address_about, reference
from anbang.web.signing.browsers import browser_of

register = template.Library()
OF_SOMEBODY = re.compile(r"/(?:people|my-people)/[\w-]{20,}/", re.ASCII)


@register.filter
def day(value: date | Literal[""] | None) -> str:
    """2026年11月3日, or 3 November 2026, whatever the browser's own habits are; a dash where a template knows of no day."""
    return day_in_words(value) if value else "—"


@register.filter(name="day_typed")
def as_typed_in_a_field(value: date) -> str:
    """As it stands in a field that takes it back."""
    return day_typed(value)


@register.filter
def month(value: str) -> str:
    """2026年5月, or May 2026, of a month as acts keep it: 2026-05."""
    return month_in_words(value)


@register.filter(name="reference")
def as_reference(number: int, kind: str) -> str:
    """How a page names a row."""
    return reference(kind, number)


@register.filter
def case_file(person_id: int) -> str:
    """The page of a file, as rows of lists ask for it."""
    return address_about("case_file", "person", person_id)


@register.filter
def why(duty_id: int) -> str:
    """The page that says why a duty is there."""
    return address_about("why", "duty", duty_id)


@register.filter(name="paper_name")
def as_paper_name(kind: str, discreet: bool) -> str:  # how a template asks
    """How a page calls a paper."""
    return paper_name(kind, discreet=bool(discreet))


@register.filter
def file_before(wanted: str) -> str:
    """The page of whoever the wanted page is about; the first page where it is about nobody."""
    found = OF_SOMEBODY.match(str(wanted))
    return found[0] if found else "/"


@register.filter
def with_calls(told: str) -> SafeString:
    """Words in which every telephone number is rung at a touch."""
    parts, end = [], 0
    for found in NUMBER.finditer(told.translate(NARROW)):
        parts += [format_html("{}", told[end : found.start()])]
        parts += [
            format_html('<a href="tel:{}">{}</a>', re.sub(r"[^+0-9]", "", found[0]), told[found.start() : found.end()])
        ]
        end = found.end()
    return format_html_join("", "{}", ((part,) for part in (*parts, told[end:])))


@register.filter
def weekday(value: date) -> str:
    """The day of the week."""
    return date_format(value, "l")


@register.filter
def moment(value: datetime | None) -> str:
    """A day with hour and minute, as the office's clock showed it."""
    if value is None:
        return "—"
    local = localtime(value)
    return f"{day(local.date())} {local:%H:%M}"


@register.filter(name="place")
def place_in_words(abode: Abode | Literal[""] | None) -> str:
    """A place within the district with its town, or as it was told; a dash where none is known."""
    if not abode:
        return "—"
    if abode.area is None:
        return abode.outside
    parent = abode.area.parent if abode.area.kind in AreaKind.villages() else None
    return f"{parent.name} {abode.area.short_name}" if parent else abode.area.short_name


register.filter("due_mark", marks.due_mark)


register.simple_tag(marks.icon, name="icon")
register.simple_tag(marks.tag, name="tag")


@register.simple_tag(takes_context=True)
def clause_popup(context: Context, clause_id: str, way: str = "", words: str = "") -> SafeString:
    """A clause by its number, which opens to what it asks, in the reader's words and in the document's; with a `way` on where there is one, in these
    words. Written here, and not as a template of its own: every row of a work list has one.
    """
    opened = '<details class="popup"><summary>{}</summary><div class="popup__sheet">{}{}<p><a href="{}">{}</a></p></div></details>'
    way_on = format_html('<p><a href="{}">{}</a></p>', way, words) if way else ""
    whole = (clause_address(clause_id), _("原文、规则和数值"))
    # Pages of nobody know of no document.
    wordings = context.get("wordings") or {}
    told = _told_of_clause(clause_id, wordings.get(clause_id, ""), get_language())
    return format_html(opened, clause(clause_id).citation, told, way_on, *whole)


@lru_cache(maxsize=512)
def _told_of_clause(clause_id: str, wording: str, _language: str | None) -> SafeString:
    """The same for whoever reads that language, as long as the document says so."""
    return render_to_string("policy/told_of_clause.html", {"told": clause(clause_id), "wording": wording})


@register.filter
@cache
def clause_address(clause_id: str) -> str:
    """The page of a clause."""
    return reverse("clause", args=[clause_id])


@register.filter
def clause_of(clause_id: str) -> Clause:
    """The clause with that id."""
    return clause(clause_id)


@register.filter
def asked_by(field: BoundField) -> str:
    """The clause that a field is asked for, where it is another than that of its form."""
    clauses: Mapping[str, str] = getattr(field.form, "clauses", {})
    return clauses.get(field.name, "")


@register.filter
def masked(words: str) -> str:
    """Words on a list: the numbers in them that lead to somebody stand in the file, behind a look that is recorded."""
    return mask_numbers(words or "")


@register.filter
def in_words(told: Any) -> str:
    """The reading of anything that carries one in both languages: clauses, duties, figures."""
    words: str = told.en if reads_english() else told.zh
    return words


@register.filter
def titled(told: Clause) -> str:
    """What a clause is about, in the reader's language: 住房救助."""
    return told.title_en[:1].upper() + told.title_en[1:] if reads_english() else told.title_zh


@register.filter
def cited(told: Clause) -> str:
    """A clause by its number and title: 二（四）1（5）住房救助; what is the law's by its title first."""
    english = reads_english()
    title = titled(told)
    if not title:
        return told.citation
    if told.id[0].isdecimal():
        gap = "" if told.citation.endswith("）") and not english else " "
        return f"{told.citation}{gap}{title}"
    return f"{title} ({told.citation})" if english else f"{title}（{told.citation}）"


@register.filter
def as_json(told: Any) -> str:
    """For an attribute that a script reads."""
    return json.dumps(told, cls=DjangoJSONEncoder)


@register.filter
def browser(user_agent: str) -> str:
    """Browser and system as people call them."""
    return browser_of(user_agent)
