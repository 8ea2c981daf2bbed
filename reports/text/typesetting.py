"""Line breaks by the width of text in the font of the figures."""

from functools import cache

from font_source_sans_pro import SourceSansPro, SourceSansProBold
from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font

FONT = "Source Sans Pro"  # a package brings its files, so every machine draws the same bytes
POINTS = 72.0  # in an inch
FIXED = 65536.0  # fixed-point unit of advances

for file in (SourceSansPro, SourceSansProBold):
    fontManager.addfont(file)


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Return the width in inches of a line set in ``size`` points."""
    return sum(_advance(character, bold) for character in text) * size / POINTS


@cache
def _advance(character: str, bold: bool) -> float:
    """Return the width of a character in a font of one point, or of the box for a missing one."""
    font = get_font(findfont(FontProperties(family=FONT, weight="bold" if bold else "normal")))
    font.set_size(POINTS, POINTS)
    return float(font.load_char(ord(character)).linearHoriAdvance) / FIXED / POINTS


def wrap(text: str, inches: float, size: float, bold: bool = False) -> str:
    """Break text at spaces into lines of at most ``inches``; a longer word has its own line."""
    lines: list[str] = []
    for word in text.split(" "):
        line = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(line, size, bold) <= inches:
            lines[-1] = line
        else:
            lines.append(word)
    return "\n".join(lines)


def balance(text: str, inches: float, size: float, bold: bool = False) -> str:
    """Break text into as few lines as ``wrap`` does, with lengths as equal as possible."""
    best = wrap(text, inches, size, bold)
    for tenth in range(9, 4, -1):
        narrower = wrap(text, inches * tenth / 10, size, bold)
        if narrower.count("\n") > best.count("\n"):
            break
        best = narrower
    return best
