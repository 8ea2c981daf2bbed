"""The plain format of a list of papers: its columns and rules, for every source that has it."""

from __future__ import annotations

from ingestion.landing.schema import HAS_TITLE, Column, Rule

COLUMNS = (
    Column("title", aliases=("title",), required=True),
    Column("venue", aliases=("venue",), required=True, filled=True),
    Column("year", "BIGINT", ("year",), required=True, filled=True),
    Column("authors", aliases=("authors",), required=True),
    Column("affiliations", aliases=("affiliations",), required=True),
    Column("doi", aliases=("doi",)),
    Column("link", aliases=("link",)),
    Column("status", aliases=("status",)),
    Column("abstract", aliases=("abstract",)),
    Column("keywords", aliases=("keywords",)),
)
RULES = (
    Rule(
        "year not between 1950 and year(vintage) + 2",
        ("year",),
        "must be between 1950 and 2 years after the file's vintage",
    ),
    HAS_TITLE,
)
