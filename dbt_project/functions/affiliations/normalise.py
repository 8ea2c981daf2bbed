"""Printed affiliations as lower-case words, with `` , `` between their parts."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

MARKS = r",;:/()|@•·—–−、，{}\[\]"
SEPARATORS = re.compile(rf" *([{MARKS}]| - )[ {MARKS}]*")
NO_LETTERS = re.compile(r"[^a-z0-9, ]+")
MODIFIERS = re.compile(" *[´¨`ˆ˜¸] *")
FOOTNOTES = re.compile("([a-z]{5})[0-9]{1,2} |( [0-9])([a-z]{4})")
SPACES = re.compile("  +")

# Letters that lose more than an accent, full-width forms, and apostrophes, which are removed.
WIDE = {ord("　"): " "} | {
    letter: letter - 0xFEE0 for letter in map(ord, "（）［］＆＋－／：；．，")
}
WIDE |= {code: code - 0xFEE0 for code in range(ord("０"), ord("ｚ") + 1) if chr(code).isalnum()}
LETTERS = str.maketrans(
    {
        "ﬀ": "ff",
        "ﬁ": "fi",
        "ﬂ": "fl",
        "ﬃ": "ffi",
        "ﬄ": "ffl",
        "ﬅ": "st",
        "ﬆ": "st",
        "ß": "ss",
        "æ": "ae",
        "Æ": "ae",
        "œ": "oe",
        "Œ": "oe",
        "ø": "o",
        "Ø": "o",
        "ł": "l",
        "Ł": "l",
        "đ": "d",
        "Đ": "d",
        "ı": "i",
        "İ": "i",
        **dict.fromkeys("'’‘ʼ＇", ""),
    }
)

# A web address keeps only its host. A street is removed: `550 McGill College Ave` is no university.
ADDRESS = re.compile("://|[0-9]{2} [A-Z]")
URL = re.compile("https?://([^/ ,;]*)[^ ,;]*")
STREET = re.compile(
    "(^|[ ,;])[0-9][0-9-]+ (?:[A-Z][A-Za-z.]+ ){1,2}"
    "(?:Ave|Avenue|Blvd|Boulevard|Court|Ct|Dr|Drive|Highway|Lane|Parkway|Pkwy|Rd|Road|St|Street)"
    r"([ ,;.]|\Z)"
)
PLAIN = re.compile("[A-Za-z]+(?: [A-Za-z]+)*")
# Two capitals in a row, as acronyms begin: `CNRS`, `OvGU`.
CAPITALS = re.compile("^.{0,2}[A-Z]{2}")

GLUED_OR_SHORT = [
    (re.compile(pattern, re.ASCII), replacement)
    for pattern, replacement in [
        ("([a-z]{2})([A-Z])", r"\1 \2"),
        ("([A-Z]{2,})([A-Z][a-z]{3,})", r"\1 \2"),
        ("([A-Za-z])[0-9]([A-Z])", r"\1 \2"),
        ("(^|[ ,;])[0-9]([A-Z][A-Za-z]{2,})", r"\1\2"),
        (r"([A-Za-z]{3,})[0-9](\Z|[ ,;])", r"\1\2"),
        (r"([A-Z]{3,})[a-z](\Z|[ ,;])", r"\1\2"),
        (r"\bAcad[.]", "Academy "),
        (r"\bAccel[.]", "Accelerator "),
        (r"\bComput[.]", "Computing "),
        (r"\bCtr[.]", "Center "),
        (r"\bEng[.]", "Engineering "),
        (r"\bInfo?[.]", "Information "),
        (r"\bInst[.]", "Institute "),
        (r"\bLab[.]", "Laboratory "),
        (r"\bNatl?[.]", "National "),
        (r"\bRes[.]", "Research "),
        (r"\bSci[.]", "Science "),
        (r"\bTech(?:nol)?[.]", "Technology "),
    ]
]


class Part(NamedTuple):
    """A part of a string between its commas: its words, and marks between them as `` , ``."""

    text: str
    is_first: bool
    has_capitals: bool

    @property
    def words(self) -> list[str]:
        """The words, without the marks."""
        return without_marks(self.text).split(" ")


def parts(affiliation: str) -> list[Part]:
    """Return the normalised parts of a printed affiliation, in order."""
    if ADDRESS.search(affiliation):
        affiliation = STREET.sub(r"\1,\2", URL.sub(r"\1", affiliation))
    return [_part(text.strip(), not place) for place, text in enumerate(affiliation.split(","))]


def _part(text: str, is_first: bool) -> Part:
    return Part(normalised(text), is_first, bool(CAPITALS.match(text)))


def normalised(text: str) -> str:
    """Return lower-case words, with one `` , `` at commas, brackets and similar marks."""
    if PLAIN.fullmatch(text):
        return text.lower()
    spelled = SEPARATORS.sub(" , ", _plain_letters(text)).replace("&amp ,", "&")
    spelled = f" {spelled.replace('&', ' and ').replace('+', ' and ')} "
    words = SPACES.sub(" ", _letters_and_marks(spelled))
    return FOOTNOTES.sub(r"\1\2 \3", words).strip(" ,")


def without_marks(text: str) -> str:
    """Return a normalised text as words only."""
    return text.replace(" , ", " ")


def _plain_letters(text: str) -> str:
    """Return lower case without accents, ligatures, full-width forms and apostrophes."""
    if text.isascii():
        return text.lower().replace("`", "").replace("'", "")
    return MODIFIERS.sub("", without_accents(text.translate(WIDE).translate(LETTERS)).lower())


def without_accents(text: str) -> str:
    """Return the text without combining marks (Unicode's category M), composed again (NFC)."""
    letters = unicodedata.normalize("NFD", text)
    kept = (letter for letter in letters if not unicodedata.category(letter).startswith("M"))
    return unicodedata.normalize("NFC", "".join(kept))


def _letters_and_marks(text: str) -> str:
    """Replace what is no letter, decimal digit, comma or space by a space."""
    if text.isascii():
        return NO_LETTERS.sub(" ", text)
    return "".join(
        sign if sign.isalpha() or sign.isdecimal() or sign in ", " else " " for sign in text
    )


def second_reading(affiliation: str) -> str:
    """Divide glued words, drop footnote marks and write abbreviations out.

    `IBMResearch2` is `IBM Research`, and `Scripps Res. Inst.` is `Scripps Research Institute`.
    """
    for pattern, replacement in GLUED_OR_SHORT:
        affiliation = pattern.sub(replacement, affiliation)
    return affiliation
