"""What every answer promises the browser: a content policy without exceptions, nothing inline, nothing from elsewhere."""

import re
from collections.abc import Iterator

from django.http import HttpResponse

INLINE = re.compile(
    r"""<script(?![^>]*\bsrc=)|<style|\sstyle\s*=|\son[a-z]+\s*=|\shx-on|javascript:|["']js:""", re.IGNORECASE
)
ELSEWHERE = re.compile(r"""(?:src|href|action|srcset|poster|hx-[a-z]+)\s*=\s*["']?\s*(?:https?:)?//""", re.IGNORECASE)


def breaches(response: HttpResponse) -> list[str]:
    """What of head and body breaks the promise."""
    return [*_of_the_head(response), *_of_the_body(response)]


def _of_the_head(response: HttpResponse) -> Iterator[str]:
    told = response.headers.get("Content-Security-Policy", "")
    policy = {part.split()[0]: part.split()[1:] for part in told.split(";") if part.strip()}
    wanted = {"default-src": "'none'", "script-src": "'self'", "style-src": "'self'"}
    wanted |= {"base-uri": "'none'", "frame-ancestors": "'none'"}
    yield from (f"{name} is {policy.get(name)}" for name, only in wanted.items() if policy.get(name) != [only])
    sources = [source for sources in policy.values() for source in sources]
    yield from (f"{source} is allowed" for source in sources if re.search(r"unsafe|\*|//", source))
    if response.headers.get("X-Content-Type-Options") != "nosniff":
        yield "what it is may be guessed"


def _of_the_body(response: HttpResponse) -> Iterator[str]:
    if response.headers.get("Content-Type", "").startswith("text/html"):
        body = response.content.decode()
        yield from (f"inline: {found.group()}" for found in INLINE.finditer(body))
        yield from (f"from elsewhere: {found.group()}" for found in ELSEWHERE.finditer(body))
