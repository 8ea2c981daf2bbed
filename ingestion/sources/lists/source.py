"""Lists of papers in one plain format: the embedded record, and any list that a user has."""

from __future__ import annotations

from ingestion.landing import papers
from ingestion.landing.csv_file import csv_reader
from ingestion.landing.schema import Column, Rule, Source

COLUMNS = (
    *papers.COLUMNS,
    # What the text of a paper names, where its abstract stays out: JSON as in a reduced list.
    Column("tags", aliases=("tags",)),
    *papers.PROFILES,
)
# The form of reduced lists before they had a source of their own.
NO_TITLE = Rule(
    "starts_with(title, 'key:')",
    ("title",),
    "must be a title: make the reduced list again, for the folder reduced",
)
SOURCE = Source(
    name="lists",
    table="papers",
    publisher="Your own list",
    homepage="",
    licence="none declared",
    citation="A list of papers of the operator.",
    refresh_days=365,
    globs=("lists/*.csv", "lists/*.csv.gz"),
    columns=COLUMNS,
    read=csv_reader("papers", COLUMNS),
    rules=(*papers.RULES, NO_TITLE),
)
