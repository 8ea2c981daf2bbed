"""Formats of numbers, and names of team classes and periods."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date

TEAM_CLASSES = ("academic_only", "industry_only", "academia_industry", "other")
PURE_TEAMS = ("academic_only", "industry_only")
# The second team rule: it has the academic-only teams and those with public or nonprofit research.
NO_COMPANY = "no_company"
ANY_UNIVERSITY = "any_university"
TEAM_NAMES = {
    "academic_only": "Universities alone",
    "industry_only": "Companies alone",
    "academia_industry": "Universities with companies",
    "other": "Other",
    NO_COMPANY: "No company",
    "public_research": "Public research, no company",
    ANY_UNIVERSITY: "Any university",
}
COMMONS = "https://creativecommons.org"
# Names and addresses of licences. A source declares its licence as text that starts with an id.
LICENCES = {
    "CC-BY-4.0": ("Creative Commons Attribution 4.0", f"{COMMONS}/licenses/by/4.0/"),
    "CC0-1.0": ("Creative Commons Zero 1.0", f"{COMMONS}/publicdomain/zero/1.0/"),
    "MIT": ("MIT", "https://opensource.org/license/mit"),
    "NONE DECLARED": ("the publisher declares none", ""),
}
# What decided the sector of an affiliation, by the kind of evidence.
DECIDED = {
    "alias": "listed as “{}”",
    "keyword": "contains “{}”",
    "ror": "“{}” in ROR",
    "ror acronym": "acronym “{}” in ROR",
    "learned": "resembles known names",
    "override": "by hand: {}",
}
EVIDENCE = re.compile(rf"\b({'|'.join(sorted(DECIDED, reverse=True))}):(.*?)(?= \+ |\)(?:;|$)|$)")
RANGE = "\N{EN DASH}"
MINUS = "\N{MINUS SIGN}"
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
MARK = "*"  # stands after the name of a topic with imprecise tags
MARK_NOTE = f"{MARK} Fewer than four in five of the checked tags were right."


def mark_note(names: Iterable[str]) -> str:
    """Return the sentence on the mark if one of these names has it; otherwise no text."""
    return MARK_NOTE if any(name.endswith(MARK) for name in names) else ""


def rounded(value: float, digits: int, flags: str = "") -> str:
    """Round as readers do: a half goes away from zero.

    The nudge also lifts a half that binary fractions miss, as 100 * 0.575 does by the last digit.
    """
    return f"{value * (1 + 1e-12):{flags}.{digits}f}"


def percent(share: float, digits: int = 0) -> str:
    """Write a share as a percentage; only exact 0 and 1 become 0% and 100%."""
    text = rounded(share * 100, digits)
    smallest = 10.0**-digits
    if share > 0 and float(text) == 0:
        return f"<{smallest:.{digits}f}%"
    if share < 1 and float(text) == 100:
        return f">{100 - smallest:.{digits}f}%"
    return f"{text}%"


def number(value: float, digits: int) -> str:
    """Write a plain number with a true minus sign."""
    return rounded(value, digits).replace("-", MINUS)


def factor(exponent: float) -> str:
    """Write a power of ten as a ratio in words: ``61 times``, ``0.43 times``."""
    return f"{ratio(exponent)} times"


def ratio(exponent: float) -> str:
    """Write a power of ten with two significant digits: the intervals support no more."""
    value = float(f"{10**exponent:.1e}")
    return f"{value:,.0f}" if value >= 10 else f"{value:#.2g}"


def with_sign(number: float, digits: int = 0) -> str:
    """Write a difference with its sign; a difference that rounds to zero has no sign."""
    text = rounded(number, digits, "+")
    return text.replace("-", MINUS) if float(text) else text[1:]


def count(number: int) -> str:
    """Write a whole number with thousands separators."""
    return f"{number:,}"


def short_count(number: int) -> str:
    """Write a whole number in at most four characters, for use along an axis."""
    if number < 1_000:
        return str(number)
    return f"{rounded(number / 1_000, 1 if number < 9_950 else 0)}k"


def period_name(period: str) -> str:
    """Write a period as readers do: ``2022``, ``2010-2014`` (en dash), ``since 2023``."""
    first, _, last = period.partition("-")
    if period == "all":
        return "all years"
    if last == "latest":
        return f"since {first}"
    return f"{first}{RANGE}{last}" if last else first


def in_period(period: str) -> str:
    """Write a period as an adverb: ``in 2010-2014``, ``since 2023``, ``over all years``."""
    if period == "all":
        return "over all years"
    name = period_name(period)
    return name if name.startswith("since") else f"in {name}"


def day_name(day: date) -> str:
    """Write a day as readers do: ``26 January 2026``."""
    return f"{day.day} {day:%B %Y}"


def team_name(team_class: str | None) -> str:
    """Return the name of a team class; no class means all teams together."""
    return "All teams" if team_class is None else TEAM_NAMES.get(team_class, plain(team_class))


def decided(evidence: str) -> str:
    """Say in words what decided a sector: ``alias:kaist`` is ``listed as “kaist”``."""
    words = EVIDENCE.sub(lambda found: DECIDED[found[1]].format(found[2]), evidence)
    return re.sub(r"(^|\()none(?=$|\))", r"\1no known name", words)


def licence_name(licence: str) -> str:
    """Return the name of a licence without remarks in brackets, or the declaration if unknown."""
    declared, _, _ = plain(licence, longest=200).partition(" (")
    return LICENCES.get(declared, (declared or "not known", ""))[0]


def licence_url(licence: str) -> str:
    """Return the address of the text of a licence; empty if it is not known."""
    return LICENCES.get(licence.partition(" (")[0], ("", ""))[1]


def licence_words(licences: str) -> str:
    """Write each licence of a list (separated by semicolons) in words, with its short name."""
    phrases = []
    for licence in plain(licences, longest=200).split("; "):
        name, short = licence_name(licence), licence.partition(" (")[0]
        phrases.append(f"{name} ({short})" if licence_url(short) and name != short else name)
    return "; ".join(phrases)


def plain(text: str, longest: int = 80) -> str:
    """Return text on one line of ``longest`` characters, without control characters."""
    text = text[: 4 * longest]
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    if not text.isprintable():
        text = "".join(letter if letter.isprintable() else " " for letter in text)
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}{ELLIPSIS}"


def slug(name: str) -> str:
    """Write a name as part of an address: ``the-web-conference``."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", letters).strip("-") or name.encode().hex()[:32]


def is_web(address: str | None) -> bool:
    """Return whether an address may become a link; another scheme could run a script."""
    return (address or "").startswith(("https://", "http://"))


def sentence_list(parts: Sequence[str]) -> str:
    """Join parts: ``a``, ``a and b``, ``a, b and c``."""
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def size(number: int) -> str:
    """Write the size of a population with spaces at which no line breaks."""
    return f"n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{count(number)}"


def sizes(numbers: Iterable[float]) -> str:
    """Write the sizes of several populations as a range: ``n = 600 to 43,614``."""
    least, most = min(numbers := list(numbers)), max(numbers)
    return size(int(least)) + (f" to {count(int(most))}" if most > least else "")
