"""Lists of papers in one plain format: the embedded record, and any list that a user has."""

from __future__ import annotations

from ingestion.landing.csv_file import csv_reader
from ingestion.landing.papers import COLUMNS, RULES
from ingestion.landing.schema import Column, Source

# A reduced list (`compute-divide reduce`) has what its papers name, and no texts.
REDUCED = (*COLUMNS, Column("tags", aliases=("tags",)))

SOURCE = Source(
    name="lists",
    table="papers",
    publisher="Your own list",
    homepage="",
    licence="none declared",
    citation="A list of papers of the operator.",
    refresh_days=365,
    globs=("lists/*.csv", "lists/*.csv.gz"),
    columns=REDUCED,
    read=csv_reader("papers", REDUCED),
    rules=RULES,
)
