"""Small copies of a figure: a chart for lists, a card for previews, and a chart for text."""

import io
from pathlib import Path

from PIL import Image

WIDTH = 480
COLOURS = 256
CHART_WIDTH = 720  # twice the widest place of the front page, for dense screens
CARD = (1200, 630)  # the size that previews of links have


def thumbnail(full: Image.Image) -> bytes:
    """Return a PNG of 480 pixels in width and at most 256 colours, of about 15 KB."""
    return _compressed(_narrowed(full, WIDTH))


def write_chart(full: Image.Image, top: int, bottom: int, to: Path) -> None:
    """Write the part of a figure between two rows of pixels, which is its chart without texts."""
    part = full.crop((0, top, full.width, bottom))
    to.write_bytes(_compressed(_narrowed(part, CHART_WIDTH)))


def write_card(full: Image.Image, to: Path) -> None:
    """Write the complete figure in the middle of a white card, for previews of links."""
    scale = min(CARD[0] / full.width, CARD[1] / full.height)
    size = (round(full.width * scale), round(full.height * scale))
    small = full.resize(size, Image.Resampling.LANCZOS)
    card = Image.new("RGB", CARD, "white")
    card.paste(small, ((CARD[0] - size[0]) // 2, (CARD[1] - size[1]) // 2))
    to.write_bytes(_compressed(card))


def _narrowed(image: Image.Image, width: int) -> Image.Image:
    height = round(image.height * width / image.width)
    return image.resize((width, height), Image.Resampling.LANCZOS)


def _compressed(image: Image.Image) -> bytes:
    out = io.BytesIO()
    # The default method would give small marks the colour of larger ones.
    few = image.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(out, "PNG")
    return out.getvalue()
