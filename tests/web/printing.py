"""Sheets as tests print them: what for is put on record, and the sheet opened."""

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from anbang.web.sheets.register import SHEETS


def asked(client: Client, person_id: int, slug: str, **told: str) -> HttpResponse:
    """What the page answers that asks what a sheet is for."""
    said = {"purpose": str(SHEETS[slug].usual), **told}
    return client.post(reverse("ask_sheet", kwargs={"person_id": person_id, "slug": slug}), said)


def printed(client: Client, person_id: int, slug: str, **told: str) -> str:
    """The whole page of the sheet."""
    response = asked(client, person_id, slug, **told)
    assert response.status_code == 302, response.content.decode()
    page = client.get(response.headers["Location"])
    assert page.status_code == 200
    return page.content.decode()


def article(page: str) -> str:
    """What is printed of it."""
    return page.partition("<article")[2].partition("</article>")[0]
