"""The child that reads a stranger's photograph. Runs alone in a fresh interpreter under limits; answers `ok` and the picture made anew,
or why not, on its output.
"""

import io
import sys

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

MODES = {"jpeg": {"L", "RGB"}, "png": {"1", "L", "RGB"}}
QUALITY = 85


def made_anew(content: bytes, kind: str, longest: int, most_points: int) -> tuple[str, bytes]:
    """`ok` and the picture, or the reason and nothing. Only the points are kept: where and by what it was taken goes."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    Image.MAX_IMAGE_PIXELS = most_points
    try:
        picture = Image.open(io.BytesIO(content), formats=[kind.upper()])
        if picture.width * picture.height > most_points:
            return "too_many_points", b""
        if kind == "jpeg":
            picture.draft("RGB", (longest, longest))
        picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return "too_many_points", b""
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        return "damaged", b""
    upright = ImageOps.exif_transpose(picture)
    if upright.mode not in MODES[kind]:
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
    if kind == "jpeg":
        bare.save(kept, "JPEG", quality=QUALITY, optimize=True)
    else:
        bare.save(kept, "PNG", optimize=True)
    return "ok", kept.getvalue()


if __name__ == "__main__":
    told, made = made_anew(sys.stdin.buffer.read(), sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
    sys.stdout.buffer.write(told.encode() + b"\n" + made)
