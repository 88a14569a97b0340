"""The child that reads a stranger's photograph. Runs alone in a fresh interpreter under limits; answers `ok` with what may make it hard to read
and the picture made anew, or why not, on its output.
"""

import io
import sys

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

MODES = {"jpeg": {"L", "RGB"}, "png": {"1", "L", "RGB"}}
# Measured (docs/adr): text of 9 points, photographed askew in bad light, reads from 1600 points on as it does in the photograph; more is for stamps and hands.
QUALITY = 75
# Under so many points on its longer side a page of A4 is a guess; a page whose brightest part is darker than this was taken in the dark.
SMALL, DARK, BRIGHTEST = 1100, 90, 0.05


def made_anew(content: bytes, kind: str, wanted: str, longest: int, most_points: int) -> tuple[str, bytes]:
    """`ok` and the picture as `wanted` (jpeg or png), or the reason and nothing. Only the points are kept: where and by what it was taken goes."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    Image.MAX_IMAGE_PIXELS = most_points
    if kind == "heif":
        from pi_heif import register_heif_opener  # type: ignore[import-untyped]  # noqa: PLC0415  # a tenth of a second that other photographs need not wait

        register_heif_opener()
    try:
        picture = Image.open(io.BytesIO(content), formats=[kind.upper()])
        if picture.width * picture.height > most_points:
            return "too_many_points", b""
        was = max(picture.size)
        if kind == "jpeg":
            picture.draft("RGB", (longest, longest))
        picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return "too_many_points", b""
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, RuntimeError):
        return "damaged", b""
    upright = ImageOps.exif_transpose(picture)
    if upright.mode not in MODES[wanted]:
        # What shines through is laid on white, as it would be seen.
        over = upright.convert("RGBA")
        upright = Image.new("RGB", over.size, "white")
        upright.paste(over, mask=over.getchannel("A"))
    if upright.mode == "1" and max(upright.size) > longest:
        upright = upright.convert("L")
    upright.thumbnail((longest, longest))
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    kept = io.BytesIO()
    if wanted == "jpeg":
        bare.save(kept, "JPEG", quality=QUALITY, optimize=True)
    else:
        bare.save(kept, "PNG", optimize=True)
    return " ".join(["ok", *doubts(bare, was)]), kept.getvalue()


def doubts(picture: Image.Image, was: int) -> list[str]:
    """What may make it hard to read: `small`, `dark`. `was`: how many points its longer side had when it came."""
    shades = picture.convert("L").histogram()
    left, brightest = BRIGHTEST * sum(shades), 255
    while brightest and (left := left - shades[brightest]) > 0:
        brightest -= 1
    return [*(["small"] if was < SMALL else []), *(["dark"] if brightest < DARK else [])]


if __name__ == "__main__":
    _, is_kind, is_wanted, at_most, points = sys.argv
    told, made = made_anew(sys.stdin.buffer.read(), is_kind, is_wanted, int(at_most), int(points))
    sys.stdout.buffer.write(told.encode() + b"\n" + made)
