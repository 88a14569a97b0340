"""What of an answer is seen outside its page: it stays in histories, on screens that are shared, and in logs."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from django.http import HttpResponse

from tests.web.names import NAMES, NUMBERS, OFFENCES, OPINIONS

TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
ADDRESS = re.compile(r"""(?:href|src|action|hx-[a-z]+)=["']([^"']+)["']""")
MARKS = (*NAMES.values(), *NUMBERS.values(), *OFFENCES.values(), *OPINIONS.values())
PRINTED = re.compile(r"\sdata-print\b")
ASKED_WHAT_FOR = 'name="purpose"'
NEVER_IN_A_TITLE = (*MARKS, "苗头", "危险性评估")


def told_outside(response: HttpResponse) -> Iterator[tuple[str, str]]:
    """What of an answer is seen outside the page: the window's name, the name of a file, and every address."""
    yield "file", unquote(response.headers.get("Content-Disposition", ""))
    yield "address", unquote(response.headers.get("Location", ""))
    if response.headers.get("Content-Type", "").startswith("text/html"):
        page = response.content.decode()
        yield from (("window", title) for title in TITLE.findall(page))
        yield from (("address", unquote(address)) for address in ADDRESS.findall(page))


def faults(response: HttpResponse) -> list[str]:
    """Whatever of it says something about somebody."""
    return [
        f"the {where} says {mark}"
        for where, told in told_outside(response)
        for mark in (NEVER_IN_A_TITLE if where == "window" else MARKS)
        if mark in told
    ]


def leaves_the_product(response: HttpResponse) -> bool:
    """Whether the answer is a file to be kept, a sheet to be printed, or the page that asks what either is for."""
    if response.status_code != 200:
        return False
    attached = response.headers.get("Content-Disposition", "").startswith("attachment")
    is_page = response.headers["Content-Type"].startswith("text/html")
    return attached or (is_page and _is_a_way_out(response.content.decode()))


def _is_a_way_out(page: str) -> bool:
    return bool(PRINTED.search(page)) or ASKED_WHAT_FOR in page
