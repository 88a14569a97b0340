"""Photographs of several pages as one file, and each of them again. Only of photographs that were made anew: no stranger's file is read here."""

import io
from collections.abc import Sequence

import pikepdf
from PIL import Image

A4_POINTS = 842  # the longer side of A4, in points of a PDF


def bound(photographs: Sequence[bytes]) -> bytes:
    """One PDF, a page for each JPEG in their order; the pictures themselves stay bit for bit."""
    made = pikepdf.new()
    for photograph in photographs:
        with Image.open(io.BytesIO(photograph), formats=["JPEG"]) as picture:
            (width, height), is_grey = picture.size, picture.mode == "L"
        colours = pikepdf.Name.DeviceGray if is_grey else pikepdf.Name.DeviceRGB
        image = made.make_stream(
            photograph,
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=width,
            Height=height,
            ColorSpace=colours,
            BitsPerComponent=8,
            Filter=pikepdf.Name.DCTDecode,
        )
        scale = A4_POINTS / max(width, height)
        wide, high = round(width * scale, 2), round(height * scale, 2)
        page = made.add_blank_page(page_size=(wide, high))
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Photograph=image))
        page.Contents = made.make_stream(f"q {wide} 0 0 {high} 0 0 cm /Photograph Do Q".encode())
    kept = io.BytesIO()
    made.save(kept, deterministic_id=True)
    return kept.getvalue()


def page_of(content: bytes, number: int) -> bytes:
    """The photograph of a page, counted from one, of what `bound` made. LookupError where there is no such page."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        if not 0 < number <= len(pdf.pages):
            raise LookupError(number)
        return pdf.pages[number - 1].Resources.XObject.Photograph.read_raw_bytes()
