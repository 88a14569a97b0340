"""An invented official document in the numbering of a real one; nothing of a district's own text stands in the repository."""

import io
import zipfile
from collections.abc import Sequence

from anbang.organisations.acting import ActingStaff
from anbang.papers.models import OfficialDocument
from anbang.papers.official.actions import upload_document
from anbang.policy import DEFAULT_PACK
from tests.support.people import TODAY

# As in a real one: a title, whom it is for, headings alone, a clause of two paragraphs, brackets of both widths, who signs.
INVENTED = """某县人民政府关于春天的意见

某府发〔2020〕1号

各镇人民政府：

为了春天，提出本意见。

一、春天的目标
（一）花开。
花在三月开放。
（二）草长。草在四月生长，涨幅约3.5倍。
二、春天的任务
（三）日常照看。
1. 浇水。每天浇水一次。
2．除草。每月除草一次。
（四）相互帮助。
1、邻里相助。
（1）借水壶。水壶可以借用。
(2) 借铲子。铲子可以借用。
三、春天的保障
（一）落实到人。
（三）经费。每年一百元。

某县人民政府

2020年3月1日
"""
# Ours that stand in it, in its order.
FOUND = ("1.1", "1.2", "2.3", "2.3.1", "2.3.2", "2.4.1", "2.4.1.1", "2.4.1.2", "3.1", "3.3")
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def upload(text: str | bytes = INVENTED, *, by: ActingStaff, name: str = "意见.txt") -> OfficialDocument:
    """The document as a draft."""
    content = text if isinstance(text, bytes) else text.encode()
    return upload_document(content, name=name, pack=DEFAULT_PACK, by=by, on=TODAY)


def word_of(paragraphs: Sequence[str], *, numbering: str = "", more: dict[str, bytes] | None = None) -> bytes:
    """A .docx of these paragraphs; one that begins with < is written as it is."""
    body = "".join(
        one if one.startswith("<") else f"<w:p><w:r><w:t xml:space='preserve'>{one}</w:t></w:r></w:p>"
        for one in paragraphs
    )
    parts = {
        "[Content_Types].xml": b"<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>",
        "word/document.xml": f"<w:document xmlns:w='{W}'><w:body>{body}</w:body></w:document>".encode(),
    }
    if numbering:
        parts["word/numbering.xml"] = f"<w:numbering xmlns:w='{W}'>{numbering}</w:numbering>".encode()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**parts, **(more or {})}.items():
            archive.writestr(name, content)
    return made.getvalue()
