"""What the browser gets beside the pages: only what Chromium 109 knows, small, ours, and under a strict content policy."""

import gzip
import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse
from django.test import override_settings

from anbang.web.assets import FingerprintedStaticFiles
from tests.web.planted import Planted, fresh, stranger_at_the_door
from tests.web.strictness import ELSEWHERE, INLINE, breaches
from tests.web.walking import Walk

WEB = Path(__file__).parents[2] / "src" / "anbang" / "web"
STYLE, SCRIPT, VENDOR = WEB / "static" / "anbang.css", WEB / "static" / "anbang.js", WEB / "static" / "vendor"
# Sent with the pages that need them: while somebody is signed in, and where a passkey is made or asked for.
SCRIPTS = (SCRIPT, *(WEB / "static" / name for name in ("signed_in.js", "passkey.js")))
STYLE_BUDGET, SCRIPT_BUDGET, LINES_BUDGET = 10_000, 5_000, 150

# What came after Chromium 109, by the version that brought it.
NEWER_STYLE = {
    r"^[^{}@]*\{[^{}]*&[\s.:\[#>+~]": "nesting (112)",
    r"\bcolor-mix\(": "111",
    r"\boklch\(|\boklab\(|\blab\(|\blch\(|\bcolor\(": "111",
    r"@starting-style": "117",
    r"@scope": "118",
    r"@position-try|\banchor-name\b|\banchor\(": "125",
    r"@view-transition|view-transition-name": "111",
    r"\blight-dark\(": "123",
    r"\blinear\(": "113",
    r"\bround\(|\bmod\(|\brem\(": "125",
    r"\bsin\(|\bcos\(|\btan\(|\bexp\(|\bpow\(|\bsqrt\(": "111",
    r":user-invalid|:user-valid": "119",
    r":popover-open": "114",
    r":has-slotted|:state\(|:open\b": "125 and later",
    r":dir\(": "120",
    r":nth-child\([^)]*\bof\b": "111",
    r"\bfield-sizing\b": "123",
    r"\binterpolate-size\b|\bcalc-size\(": "129",
    r"\btransition-behavior\b|allow-discrete": "117",
    r"\bsubgrid\b": "117",
    r"\banimation-timeline\b|\bscroll-timeline\b": "115",
    r"\bfont-size-adjust\b": "127",
    r"\binitial-letter\b": "110",
    r"\bbaseline-source\b": "111",
    r"\bscrollbar-(?:color|gutter-color)\b": "121",
    r"\bdisplay:\s*[a-z-]+\s+[a-z-]+\s*[;}]": "two words of display (115)",
    r"\bd?[lv]h\b(?<=\d[lv]h)|\d(?:rlh|lh|cap|rcap|rex|ric|rch)\b": "rlh (111) and its kin",
    r"@container\s+style\(|\bcontainer-type\b": "111, and no container is needed",
    r"@import|@font-face": "nothing more is loaded",
    r"url\(\s*[\"']?(?!data:)": "nothing more is loaded",
}
# Newer, and harmless: a browser that does not know them shows the page a little less beautifully.
GRACE = frozenset(
    {"text-wrap: pretty", "text-autospace: normal", "text-spacing-trim: trim-start", "scrollbar-width: none"}
)
NEWER_SCRIPT = {
    r"\.to(?:Sorted|Reversed|Spliced)\(|\.with\(": "110",
    r"\bObject\.groupBy|\bMap\.groupBy": "117",
    r"\bPromise\.(?:withResolvers|try)\b": "119, 128",
    r"\bArray\.fromAsync\b": "121",
    r"\.(?:union|intersection|difference|symmetricDifference|isSubsetOf|isSupersetOf|isDisjointFrom)\(": "122",
    r"\bIterator\.|\.values\(\)\.(?:map|filter|take)\(": "122",
    r"\bstartViewTransition\b": "111",
    r"\b(?:show|hide|toggle)Popover\b|\bpopover\b": "114",
    r"\bcheckVisibility\(\{": "121",
    r"\bURL\.(?:canParse|parse)\b": "120",
    r"\bisWellFormed\b|\btoWellFormed\b": "111",
    r"/[a-z]*v[a-z]*[;,.)\s]$": "flag v (112)",
    r"\bTemporal\.|\busing\s+\w+\s*=": "later than all",
    r"\bsetHTML\w*\(|\bmoveBefore\(|\brequestClose\(": "124 and later",
    r"\beval\(|\bnew Function\b|\binnerHTML\b|\bdocument\.write\b": "no code made of words",
    r"\bsessionStorage\b|\bindexedDB\b|\bdocument\.cookie\b": "nothing about a person is kept",
}


def without_comments(source: str) -> str:
    """Style or script without what is said to people."""
    return re.sub(r"/\*.*?\*/|^\s*//.*?$", "", source, flags=re.DOTALL | re.MULTILINE)


def newer(source: str, features: dict[str, str]) -> list[str]:
    """What of a style sheet or script Chromium 109 would not know."""
    told = without_comments(source)
    for known in GRACE:
        told = told.replace(known, "")
    return [
        f"{found.group().strip()[-60:]} ({since})"
        for feature, since in features.items()
        for found in re.finditer(feature, told, re.MULTILINE)
    ]


def is_nested(style: str) -> bool:
    """Whether a rule stands inside a rule: CSS nesting (112). At-rules may hold rules."""
    rules: list[bool] = []
    for prelude, bracket in re.findall(r"([^{};]*)([{};])", without_comments(style)):
        if bracket == "{":
            is_rule = not prelude.strip().startswith("@")
            if is_rule and any(rules):
                return True
            rules.append(is_rule)
        elif bracket == "}":
            rules.pop()
    return False


# Style and script


def test_the_style_needs_nothing_newer_than_the_floor():
    style = STYLE.read_text(encoding="utf-8")
    assert newer(style, NEWER_STYLE) == []
    assert not is_nested(style)


def test_the_scripts_need_nothing_newer_than_the_floor():
    assert {file.name for file in (WEB / "static").glob("*.js")} == {file.name for file in SCRIPTS}
    for script in SCRIPTS:
        assert newer(script.read_text(encoding="utf-8"), NEWER_SCRIPT) == [], script.name


@pytest.mark.parametrize(
    "told",
    [
        *(
            "a { color: light-dark(#000, #fff) }",
            "@starting-style { a { opacity: 0 } }",
            "input:user-invalid { color: red }",
        ),
        *(
            "a { color: color-mix(in srgb, red, blue) }",
            "@scope (.a) { b { color: red } }",
            "textarea { field-sizing: content }",
        ),
        *(
            "a { transition: all linear(0, 1) }",
            "a { text-wrap: balance; width: round(1px, 2px) }",
            "div { grid: subgrid / 1fr }",
        ),
        *("a { background: url(https://example.org/a.png) }", "@import 'b.css';", ":nth-child(2 of .a) { color: red }"),
    ],
)
def test_a_newer_style_would_be_noticed(told: str):
    """The control."""
    assert newer(told, NEWER_STYLE)


@pytest.mark.parametrize(
    "told", ["a { b { color: red } }", "@media print { a { color: red; &:hover { color: blue } } }"]
)
def test_a_nested_style_would_be_noticed(told: str):
    """The control; an at-rule around rules is none."""
    assert is_nested(told)
    assert not is_nested("@layer a { @media print { b { color: red } c { color: blue } } }")


@pytest.mark.parametrize(
    "told",
    [
        *(
            "Object.groupBy(rows, one)",
            "const { promise } = Promise.withResolvers();",
            "await Array.fromAsync(rows)",
            "rows.toSorted()",
        ),
        *(
            "sheet.showPopover()",
            "document.startViewTransition(show)",
            "URL.canParse(told)",
            "node.innerHTML = told",
            "eval(told)",
        ),
        *("sessionStorage.name = name",),
    ],
)
def test_a_newer_script_would_be_noticed(told: str):
    """The control."""
    assert newer(told, NEWER_SCRIPT)


def test_style_and_script_are_small():
    assert len(gzip.compress(STYLE.read_bytes())) <= STYLE_BUDGET
    assert sum(len(gzip.compress(script.read_bytes())) for script in SCRIPTS) <= SCRIPT_BUDGET
    assert all(len(script.read_text(encoding="utf-8").splitlines()) <= LINES_BUDGET for script in SCRIPTS)


def test_what_others_wrote_is_what_was_recorded():
    recorded = dict(reversed(line.split()) for line in (VENDOR / "SHA256SUMS").read_text().splitlines())
    real = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in VENDOR.glob("*.js")}
    assert real == recorded
    assert len(real) == 1


NAMES_AN_ICON = re.compile(r"""(?:\{% icon |icon=|Place\("\w+", |Telling\(.*?\), )"([a-z0-9-]+)\"""")
BROUGHT_BY_HTMX = {"htmx-request"}
SOURCES = [*WEB.rglob("*.html"), *WEB.rglob("*.py"), *SCRIPTS]


def icons_in(sprite: str) -> set[str]:
    """The icons that a sprite has."""
    return set(re.findall(r'<symbol id="([a-z0-9-]+)"', sprite))


def classes_in(style: str) -> set[str]:
    """The classes that a style sheet speaks of."""
    selectors = re.findall(r"([^{};]*)\{", without_comments(style))
    return {name for selector in selectors for name in re.findall(r"\.([a-z][\w-]*)", selector)}


def unused(classes: set[str], told: str) -> set[str]:
    """The classes that no page has: named whole, or put together as `tag--{{ tone }}` with a tone that is named or a number."""
    words = set(re.findall(r"[\w-]+", told))
    made = set(re.findall(r"([\w-]+--)\{\{", told))
    named = set(re.findall(r"""[">}](\w+)["<{]""", told))
    parts = {name: name.rpartition("--") for name in classes - words}
    return {
        name
        for name, (block, dashes, kind) in parts.items()
        if block + dashes not in made or not (kind in named or kind.isdecimal())
    }


def test_every_icon_that_a_page_names_is_in_the_sprite_and_every_other_is_gone():
    sprite = icons_in((WEB / "static" / "icons.svg").read_text(encoding="utf-8"))
    named = {icon for file in SOURCES for icon in NAMES_AN_ICON.findall(file.read_text(encoding="utf-8"))}
    assert named == sprite
    assert len(named) > 30


def test_every_class_of_the_style_is_on_some_page():
    classes = classes_in(STYLE.read_text(encoding="utf-8"))
    told = "\n".join(file.read_text(encoding="utf-8") for file in SOURCES)
    assert unused(classes, told) == BROUGHT_BY_HTMX
    assert len(classes) > 100


def test_a_class_or_an_icon_on_no_page_would_be_noticed():
    """The control."""
    classes = classes_in("/* .said */ .card .lonely { a: b } @media print { .tag--red, .tag--mauve { a: b.c } }")
    assert classes == {"card", "lonely", "tag--red", "tag--mauve"}
    assert unused(classes, '<p class="card tag--{{ tone }}"><c-tag tone="red">') == {"lonely", "tag--mauve"}
    assert icons_in('<symbol id="attic"/>') - set(NAMES_AN_ICON.findall('{% icon "home" %}')) == {"attic"}


# Templates


def test_no_template_has_a_style_a_script_or_a_handler_in_it():
    templates = list((WEB / "templates").rglob("*.html"))
    assert [file.name for file in templates if INLINE.search(file.read_text(encoding="utf-8"))] == []
    assert [file.name for file in templates if ELSEWHERE.search(file.read_text(encoding="utf-8"))] == []
    assert len(templates) > 40


@pytest.mark.parametrize(
    "told",
    [
        *(
            "<script>go()</script>",
            "<style>a{}</style>",
            '<p style="color: red">',
            '<a onclick="go()">',
            '<p hx-on:click="go()">',
        ),
        *('<a href="javascript:go()">', "<p hx-vals='js:{a: 1}'>"),
    ],
)
def test_an_inline_style_or_script_would_be_noticed(told: str):
    """The control."""
    assert INLINE.search(told)


@pytest.mark.parametrize(
    "told",
    ['<img src="https://example.org/a.png">', '<script src="//example.org/a.js">', '<a href="http://example.org">'],
)
def test_another_host_would_be_noticed(told: str):
    """The control."""
    assert ELSEWHERE.search(told)


# Pages


@pytest.mark.parametrize("seat", ["bureau clerk", "justice assistant", "institution clerk"])
def test_every_page_comes_with_the_strict_policy_and_nothing_inline(walked: Callable[[str], Walk], seat: str):
    told = walked(seat)
    assert told.breaches == []
    assert told.titled > 0


def test_every_page_of_nobody_comes_with_the_strict_policy_and_nothing_inline(planted: Planted):
    for address in ("/account/login/", "/account/mfa/", "/none/", "/health"):
        assert breaches(stranger_at_the_door().get(address)) == [], address


def test_control_an_answer_that_breaks_the_promise_is_noticed():
    loose = HttpResponse('<p onclick="x()"><img src="https://example.org/a.png">')
    loose.headers["Content-Security-Policy"] = "default-src 'none'; script-src 'self' 'unsafe-inline'; img-src *"
    told = " ".join(breaches(loose))
    for fault in (
        "script-src",
        "style-src",
        "'unsafe-inline' is allowed",
        "* is allowed",
        "guessed",
        "inline:",
        "elsewhere:",
    ):
        assert fault in told


def test_control_without_the_policy_every_page_is_told_of(planted: Planted):
    without = [name for name in settings.MIDDLEWARE if name != "csp.middleware.CSPMiddleware"]
    assert len(without) == len(settings.MIDDLEWARE) - 1
    with override_settings(MIDDLEWARE=without):
        told = breaches(fresh(planted.seats["justice assistant"]).get("/"))
    assert {"default-src is None", "script-src is None", "style-src is None"} <= set(told)


def test_a_page_about_people_is_kept_by_no_cache(planted: Planted):
    client = fresh(planted.seats["justice assistant"])
    for name, subject in (("today", ""), ("people", ""), ("case_file", "file of this town"), ("closed_list", "")):
        assert "no-store" in client.get(planted.address(name, subject)).headers.get("Cache-Control", ""), name


def test_static_files_carry_their_digest(planted: Planted):
    for name in ("anbang.css", "anbang.js", "signed_in.js", "passkey.js", "icons.svg", "vendor/htmx-4.0.1.min.js"):
        address = staticfiles_storage.url(name)
        assert re.search(r"\?v=[0-9a-f]{12}$", address)
        assert stranger_at_the_door().head(address).status_code == 200


def test_a_changed_file_has_another_address_at_once(tmp_path: Path):
    file = tmp_path / "a b.css"
    file.write_text("a { b: c }")
    os.utime(file, (1, 1))
    storage = FingerprintedStaticFiles(location=str(tmp_path), base_url="/somewhere/")
    before, again = storage.url(file.name), storage.url(file.name)
    file.write_text("a { b: d }")
    os.utime(file, (2, 2))
    assert before == again == f"/somewhere/a%20b.css?v={hashlib.sha256(b'a { b: c }').hexdigest()[:12]}"
    assert storage.url(file.name) == f"/somewhere/a%20b.css?v={hashlib.sha256(b'a { b: d }').hexdigest()[:12]}"
