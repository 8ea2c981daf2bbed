"""A small copy of a figure, for places that embed the image in text."""

import io
from pathlib import Path

from PIL import Image

WIDTH = 480
COLOURS = 64


def thumbnail(png: Path) -> bytes:
    """Return a PNG of at most 480 pixels in width and 64 colours, of about 15 KB."""
    with Image.open(png) as full:
        height = round(full.height * WIDTH / full.width)
        small = full.convert("RGB").resize((WIDTH, height), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    small.quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG")
    return out.getvalue()
