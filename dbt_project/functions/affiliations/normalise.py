"""Printed affiliations as lower-case words, with `` , `` between their parts."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import filterfalse
from typing import NamedTuple

MARKS = r",;:/()|@•·—–−、，{}\[\]"
# A pattern that begins inside a run of letters would read the rest of a long run again and again.
SEPARATORS = re.compile(rf"(?<! ) *([{MARKS}]| - )[ {MARKS}]*")
MODIFIERS = re.compile("(?<! ) *[´¨`ˆ˜¸][ ´¨`ˆ˜¸]*")
FOOTNOTES = re.compile("([a-z]{5})[0-9]{1,2} |( [0-9])([a-z]{4})")
SPACES = re.compile("  +")

# Full-width forms and ligatures, letters that lose more than an accent, and apostrophes.
WIDE = filter(str.isalnum, map(chr, range(ord("０"), ord("ｚ") + 1)))
LETTERS = str.maketrans(
    {
        form: unicodedata.normalize("NFKC", form)
        for form in (*WIDE, *"　（）［］＆＋－／：；．，ﬀﬁﬂﬃﬄﬅﬆ")
    }
    | dict.fromkeys("æÆ", "ae")
    | dict.fromkeys("œŒ", "oe")
    | dict.fromkeys("ß", "ss")
    | dict.fromkeys("øØ", "o")
    | dict.fromkeys("łŁ", "l")
    | dict.fromkeys("đĐ", "d")
    | dict.fromkeys("ıİ", "i")
    | dict.fromkeys("'’‘ʼ＇", "")
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
        ("(?<=[A-Z]{2})(?=[A-Z][a-z]{3})", " "),
        ("([A-Za-z])[0-9]([A-Z])", r"\1 \2"),
        ("(^|[ ,;])[0-9]([A-Z][A-Za-z]{2})", r"\1\2"),
        (r"(?<=[A-Za-z]{3})[0-9](?=\Z|[ ,;])", ""),
        (r"(?<=[A-Z]{3})[a-z](?=\Z|[ ,;])", ""),
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
    words = SPACES.sub(" ", "".join(map(_letter_or_mark, spelled)))
    return FOOTNOTES.sub(r"\1\2 \3", words).strip(" ,")


def without_marks(text: str) -> str:
    """Return a normalised text as words only."""
    return text.replace(" , ", " ")


def _plain_letters(text: str) -> str:
    """Return lower case without accents, ligatures, full-width forms and apostrophes."""
    if text.isascii():
        return text.lower().replace("`", "").replace("'", "")
    return MODIFIERS.sub("", without_accents(text.translate(LETTERS)).lower())


def without_accents(text: str) -> str:
    """Return the text without combining marks (Unicode's category M), composed again (NFC)."""
    letters = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(filterfalse(_is_combining, letters)))


@cache
def _is_combining(letter: str) -> bool:
    return unicodedata.category(letter).startswith("M")


@cache
def _letter_or_mark(sign: str) -> str:
    """Replace what is no letter, decimal digit, comma or space by a space."""
    return sign if sign.isalpha() or sign.isdecimal() or sign in ", " else " "


def second_reading(affiliation: str) -> str:
    """Divide glued words, drop footnote marks and write abbreviations out.

    `IBMResearch2` is `IBM Research`, and `Scripps Res. Inst.` is `Scripps Research Institute`.
    """
    for pattern, replacement in GLUED_OR_SHORT:
        affiliation = pattern.sub(replacement, affiliation)
    return affiliation
