"""The desks of a journey: whoever sits at one opens pages, fills in forms and reads, by the names that a reader hears."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from anbang.casework.models import Case
from anbang.organisations.acting import ActingStaff
from anbang.web.references import reference
from tests.support.browser import is_wider_than_the_screen

# A field that may be left out says so beside its label.
OPTIONAL = r"\s*(选填|optional)?"
DO = "(办理|Do it)"
WANTED = r"(\s*(（待办）|\(a duty waits\)))?"
TABS = re.compile("^(专档栏目|Sections of the file)$")
NOW = re.compile("^(现在可以办|What can be done now)$")
OTHERS = re.compile(r"^\s*(其他步骤|Other steps)\s*$")
NOT_THERE = re.compile("^(没有这个页面|There is no such page)$")


def named(name: str) -> re.Pattern[str]:
    """Just this name, with or without the word that it may be left out."""
    return re.compile(f"^{re.escape(name)}{OPTIONAL}$")


@dataclass
class Desk:
    """A page before a member of staff. What is missing fails the test with the name that was looked for."""

    page: Page
    by: ActingStaff

    @property
    def main(self) -> Locator:
        """The page without its frame."""
        return self.page.get_by_role("main")

    # Going

    def goes_to(self, address: str) -> "Desk":
        """Open an address."""
        self.page.goto(address)
        return self.need_not_scroll_sideways()

    def opens(self, case: Case) -> "Desk":
        """The file of somebody."""
        return self.goes_to(f"/people/{reference('person', case.person_id)}/")

    def opens_own(self, case: Case) -> "Desk":
        """Somebody as a village and civil affairs see them."""
        return self.goes_to(f"/my-people/{reference('person', case.person_id)}/")

    def follows(self, name: str) -> "Desk":
        """Press a link by its name."""
        self.main.get_by_role("link", name=name, exact=True).first.click()
        return self

    def does(self, duty: str) -> "Desk":
        """What a running duty asks for, from its row."""
        self.main.get_by_role("link", name=re.compile(rf"^{DO}\s*[：:]\s*{re.escape(duty)}")).first.click()
        return self

    def unfolds(self, what: str) -> "Desk":
        """Open what is folded away."""
        self.main.locator("summary").filter(has_text=re.compile(rf"^\s*{re.escape(what)}\s*\d")).click()
        return self

    def turns_to(self, tab: str) -> "Desk":
        """Another part of the file."""
        tabs = self.page.get_by_role("navigation", name=TABS)
        link = tabs.get_by_role("link", name=re.compile(rf"^{re.escape(tab)}\s*\d*$"))
        link.click()
        expect(link).to_have_attribute("aria-current", "page")
        return self.need_not_scroll_sideways()

    def begins(self, step: str) -> "Desk":
        """A step that the page offers, unfolded where it is folded away."""
        offered = self.offers(step)
        offered.wait_for(state="attached")
        if not offered.is_visible():
            self.page.get_by_text(OTHERS).click()
        offered.click()
        return self

    def offers(self, step: str) -> Locator:
        """The link of a step."""
        return self.page.get_by_role("region", name=NOW).get_by_role(
            "link", name=re.compile(f"^{re.escape(step)}{WANTED}$"), include_hidden=True
        )

    # Filling in

    def writes(self, field: str, text: str, *, row: int = 0) -> "Desk":
        """Into a field by its label; of a row, if one is named."""
        self._place(row).get_by_label(named(field)).fill(text)
        return self

    def picks(self, field: str, option: str, *, row: int = 0) -> "Desk":
        """One of a list."""
        self._place(row).get_by_label(named(field)).select_option(label=option)
        return self

    def _place(self, row: int) -> Locator:
        if not row:
            return self.main
        found = self.main.get_by_role("group", name=re.compile(f"^(第 {row} 行|Row {row})$"))
        if not found.is_visible():
            self.main.locator("summary").filter(has_text=re.compile("再加几行|More rows")).click()
        return found

    def chooses(self, group: str, *choices: str) -> "Desk":
        """One of a few, or some, all in view."""
        for choice in choices:
            self.main.get_by_role("group", name=named(group)).get_by_label(choice, exact=True).check()
        return self

    def ticks(self, name: str) -> "Desk":
        """A box."""
        self.main.get_by_label(name, exact=True).check()
        return self

    def sends(self, button: str, told: str) -> "Desk":
        """Press the button and read that it was done."""
        self._button(button).click()
        expect(self.page.get_by_role("status")).to_contain_text(told)
        return self.need_not_scroll_sideways()

    def sends_twice(self, button: str, told: str) -> "Desk":
        """An impatient double click."""
        self._button(button).dblclick()
        expect(self.page.get_by_role("status")).to_contain_text(told)
        return self.need_not_scroll_sideways()

    def is_refused(self, button: str, because: str) -> "Desk":
        """Press the button and read why not."""
        self._button(button).click()
        expect(self.page.get_by_role("alert")).to_contain_text(because)
        return self.need_not_scroll_sideways()

    def _button(self, name: str) -> Locator:
        return self.main.get_by_role("button", name=name, exact=True)

    # Reading

    def reads(self, *texts: str | re.Pattern[str]) -> "Desk":
        """All of these stand on the page."""
        for text in texts:
            expect(self.main).to_contain_text(text)
        return self

    def reads_nothing_of(self, *texts: str | re.Pattern[str]) -> "Desk":
        """None of these stands on the page."""
        for text in texts:
            expect(self.main).not_to_contain_text(text)
        return self

    def reads_in(self, region: str, *texts: str | re.Pattern[str]) -> "Desk":
        """All of these stand in a part of the page."""
        for text in texts:
            expect(self.main.get_by_role("region", name=region, exact=True)).to_contain_text(text)
        return self

    def reads_in_row(self, *texts: str) -> "Desk":
        """There is a row of a table in which all of these stand."""
        row = self.main.get_by_role("row")
        for text in texts:
            row = row.filter(has_text=text)
        expect(row.first).to_be_visible()
        return self

    def holds(self, field: str, text: str, *, row: int = 0) -> "Desk":
        """What was written into a field is still there."""
        expect(self._place(row).get_by_label(named(field))).to_have_value(text)
        return self

    def is_offered(self, *steps: str) -> "Desk":
        """These steps are there."""
        for step in steps:
            expect(self.offers(step)).to_have_count(1)
        return self

    def is_not_offered(self, *steps: str) -> "Desk":
        """These are not."""
        for step in steps:
            expect(self.offers(step)).to_have_count(0)
        return self

    def finds_nothing_at(self, address: str) -> "Desk":
        """For this reader there is no such page."""
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.status == 404, f"{address} is there for {self.by.name} of {self.by.office_name}"
        expect(self.page.get_by_role("heading", level=1)).to_have_text(NOT_THERE)
        return self

    def need_not_scroll_sideways(self) -> "Desk":
        """The page is no wider than the screen."""
        assert not is_wider_than_the_screen(self.page), self.page.url
        return self
