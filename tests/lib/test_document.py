"""The text of a stranger's document: either encoding, Word with its own counting, and every refusal."""

import io
import zipfile

import pytest

from anbang.lib.document import LIMITS, UnreadableDocument, read_document
from anbang.lib.document.child import counted
from anbang.lib.document.reading import MOST_PARAGRAPHS
from anbang.lib.workbook.limits import Limits
from tests.papers.official import INVENTED, W, word_of

OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100


def level(number: int, form: str, text: str) -> str:
    return f"<w:lvl w:ilvl='{number}'><w:start w:val='1'/><w:numFmt w:val='{form}'/><w:lvlText w:val='{text}'/></w:lvl>"


COUNTED = (
    "<w:abstractNum w:abstractNumId='7'>"
    + level(0, "chineseCounting", "%1、")
    + level(1, "chineseCountingThousand", "（%2）")
    + level(2, "decimal", "%3.")
    + level(3, "bullet", "●")
    + "</w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num>"
)


def numbered(text: str, depth: int) -> str:
    return f"<w:p><w:pPr><w:numPr><w:ilvl w:val='{depth}'/><w:numId w:val='1'/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_text_is_read_in_either_encoding():
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        assert read_document(INVENTED.encode(encoding))[:2] == ["某县人民政府关于春天的意见", "某府发〔2020〕1号"]


def test_blanks_and_signs_that_nobody_sees_are_left_out():
    assert read_document("　一、花\u200b开 \r\n\r\n  草长\t了".encode()) == ["一、花开", "草长 了"]


def test_word_says_the_same_as_text():
    lines = [line for line in INVENTED.splitlines() if line]
    assert read_document(word_of(lines)) == read_document(INVENTED.encode())


def test_what_word_counts_by_itself_is_counted():
    told = read_document(
        word_of(
            [
                *(numbered("目标", 0), numbered("花开", 1), "三月。", numbered("草长", 1)),
                *(
                    numbered("任务", 0),
                    numbered("照看", 1),
                    numbered("浇水", 2),
                    numbered("除草", 2),
                    numbered("点", 3),
                ),
            ],
            numbering=COUNTED,
        )
    )
    assert told == [
        "一、目标",
        "（一）花开",
        "三月。",
        "（二）草长",
        "二、任务",
        "（一）照看",
        "1.浇水",
        "2.除草",
        "点",
    ]


@pytest.mark.parametrize(
    ("number", "written"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五"), (120, "120")]
)
def test_a_number_is_written_as_word_writes_it(number: int, written: str):
    assert counted(number, "chineseCounting") == written


def test_what_is_deleted_or_said_twice_is_not_read():
    told = read_document(
        word_of(
            [
                "<w:p><w:r><w:t>留下</w:t></w:r><w:del><w:r><w:delText>删去</w:delText><w:t>删去</w:t></w:r></w:del></w:p>",
                "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>表中</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
            ]
        )
    )
    assert told == ["留下", "表中"]


def zip_of(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize("part", ["word/document.xml", "word/numbering.xml", "word/styles.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("declared", ["", '[<!ENTITY a "花">]', 'SYSTEM "d.dtd"'])
def test_a_document_type_is_refused_in_whatever_encoding(part: str, encoding: str, declared: str):
    plain, typed = (
        f"<?xml version='1.0'?>{doctype}<w:document xmlns:w='{W}'><w:p><w:r><w:t>花</w:t></w:r></w:p></w:document>"
        for doctype in ("", f"<!DOCTYPE d {declared}>")
    )
    assert read_document(word_with(part, plain.encode(encoding)))[:1] == ["花"], "the control"
    with pytest.raises(UnreadableDocument, match=r"^damaged$"):
        read_document(word_with(part, typed.encode(encoding)))


def word_with(part: str, content: bytes) -> bytes:
    """A .docx of one word, with this part."""
    parts = {"word/document.xml": f"<w:d xmlns:w='{W}'><w:p><w:r><w:t>花</w:t></w:r></w:p></w:d>".encode()}
    return zip_of(**{**parts, part: content})


def test_what_is_written_like_a_document_type_in_a_remark_is_none():
    remark = f"<!-- <!DOCTYPE d> --><w:d xmlns:w='{W}'><w:p><w:r><w:t>花</w:t></w:r></w:p></w:d>"
    assert read_document(word_with("word/document.xml", remark.encode())) == ["花"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        ("\u200b\n".encode(), "empty"),
        (OLD_WORD, "old_word"),
        (b"%PDF-1.7", "pdf"),
        (b"\x00\x01\x02", "not_text"),
        (b"\xff\xff\xff", "not_text"),
        (zip_of(a=b"1"), "not_word"),
        (word_of(["一"], more={"word/vbaProject.bin": b"x"}), "macros"),
        (word_of(["一"])[:-40], "damaged"),
        (b"PK\x03\x04" + b"\0" * 50, "damaged"),
        (word_of(["<w:p>"]), "damaged"),
        (b"x" * (LIMITS.file_bytes + 1), "too_large"),
        (b"x\n" * (MOST_PARAGRAPHS + 1), "too_many_paragraphs"),
        (("一" * 1000 + "\n").encode() * 301, "too_large"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(content: bytes, code: str):
    with pytest.raises(UnreadableDocument, match=f"^{code}$"):
        read_document(content)


def test_empty_lines_are_no_paragraphs():
    assert len(read_document(b"x\n\n" * MOST_PARAGRAPHS)) == MOST_PARAGRAPHS


def test_a_bomb_is_not_unpacked():
    bomb = word_of(["花" * 2_000_000])
    assert len(bomb) < 50_000
    small = Limits(file_bytes=LIMITS.file_bytes, unpacked_bytes=1 << 20, seconds=LIMITS.seconds)
    with pytest.raises(UnreadableDocument, match="too_large"):
        read_document(bomb, limits=small)


def test_the_child_has_no_more_memory_than_it_is_given():
    tight = Limits(file_bytes=LIMITS.file_bytes, unpacked_bytes=1 << 30, memory_bytes=64 << 20, seconds=LIMITS.seconds)
    with pytest.raises(UnreadableDocument, match="too_large"):
        read_document(word_of(["花" * 30_000_000]), limits=tight)
