"""The terms of glossary.md, and how examples of organisations are classified."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

ROW = re.compile(r"^\| (?P<word>[^|]+) \| (?P<meaning>[^|]+) \| (?P<example>[^|]+) \|$", re.M)
HEADER_ROWS = 2
# A test classifies these names with the project's own dictionary.
EXAMPLES = Path(__file__).with_name("organisations.csv")


@dataclass(frozen=True)
class Term:
    """A word, its meaning and an example, in Markdown of one line."""

    word: str
    meaning: str
    example: str

    @property
    def anchor(self) -> str:
        """Return the id of the term on the page of terms."""
        return "term-" + re.sub(r"[^a-z0-9]+", "-", self.word.lower()).strip("-")


def terms(markdown: str) -> dict[str, Term]:
    """Read the table of the glossary: terms by word, in order."""
    rows = [Term(**match.groupdict()) for match in ROW.finditer(markdown)]
    return {term.word: term for term in rows[HEADER_ROWS:]}


def organisations() -> list[dict[str, str]]:
    """Read the examples of organisations: kind, affiliation, sectors, and the team class."""
    with EXAMPLES.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
