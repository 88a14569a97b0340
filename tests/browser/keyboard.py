"""Hands that have a keyboard and no mouse: what they press, and what they must see at every stop."""

from playwright.sync_api import Page

# Whether the focused element has an outline; and whether any of it can be seen where it is, at the latest when the page has scrolled there.
FOCUS = """async () => {
  const one = document.activeElement, { outlineStyle, outlineWidth } = getComputedStyle(one);
  const isSeen = () => {
    const box = one.getBoundingClientRect();
    return [[.5, .5], [.05, .5], [.95, .5], [.5, .1], [.5, .9]].some(([x, y]) => {
      const there = document.elementFromPoint(box.x + box.width * x, box.y + box.height * y);
      return there && (one.contains(there) || there.contains(one));
    });
  };
  const frame = () => new Promise((next) => requestAnimationFrame(next));
  for (let waited = 0; waited < 10 && !isSeen(); waited += 1) await frame();
  return [outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2, isSeen()];
}"""
# Where the focus is in the order in which the page is read; -1 when it has left the page.
PLACE = "() => document.activeElement === document.body ? -1 : [...document.querySelectorAll('*')].indexOf(document.activeElement)"


def focus_is_visible(page: Page) -> bool:
    """Whether one sees where the focus is: it has an outline, and is on the screen and not behind something else."""
    has_outline, is_there = page.evaluate(FOCUS)
    return bool(has_outline and is_there)


def press_until(page: Page, wanted: str, *, key: str = "Tab", at_most: int = 90) -> None:
    """Press a key until the focus is on what is wanted, past the end of the page once, if need be; everywhere on the way it is seen."""
    ends = 0
    for _ in range(at_most):
        page.keyboard.press(key)
        if ends == 0 and page.evaluate(PLACE) == -1:
            ends += 1
            continue
        assert focus_is_visible(page), page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"{wanted} was not reached by {key}")


def follow(page: Page, wanted: str) -> None:
    """Reach a link or a button and press it; the next page is there."""
    press_until(page, wanted)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def type_into(page: Page, wanted: str, text: str) -> None:
    """Reach a field and write into it, over what stands there."""
    press_until(page, wanted)
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


def walk_through(page: Page, *, at_most: int = 200) -> list[int]:
    """Press Tab from the top of the page until the focus leaves it: the places of the stops in the order of the page. A trap never ends."""
    places: list[int] = []
    for _ in range(at_most):
        page.keyboard.press("Tab")
        place = int(page.evaluate(PLACE))
        if place == -1:
            return places
        assert place not in places, (
            f"the focus did not leave the page: {page.evaluate('document.activeElement.outerHTML')}"
        )
        assert focus_is_visible(page), page.evaluate("document.activeElement.outerHTML")
        places.append(place)
    raise AssertionError(f"the focus did not leave the page after {at_most} stops")
