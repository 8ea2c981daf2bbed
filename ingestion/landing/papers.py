"""The plain format of a list of papers: its columns and rules, for every source that has it."""

from __future__ import annotations

from ingestion.landing.schema import HAS_TITLE, Column, Rule, literal

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
    # One of TRACKS; null if the list does not state it.
    Column("track", aliases=("track",)),
    # One of ORIGINS.
    Column("affiliations_are", aliases=("affiliations_are",)),
)
# Of lists from profiles of OpenReview.
PROFILES = (
    # The position of each author, as affiliations have them.
    Column("positions", aliases=("positions", "position")),
    # The day on which the publisher read the profiles, if the file is younger.
    Column("crawled", "DATE", ("crawled",)),
)
# `printed` on the paper, `assigned` by others who read it, or the author's `profile` of today.
ORIGINS = ("printed", "assigned", "profile")
# The words of publishers for a track. The first one that a text has decides.
TRACK_WORDS = {
    "findings": "findings",
    "industry": "industr|applied data science",
    "demo": "demo",
    "position": "position",
    "datasets": "dataset|benchmark",
    "journal": "journal|jmlr|tmlr",
    "workshop": "workshop",
}
TRACKS = ("main", *TRACK_WORDS, "front_matter", "other")
# Of the venue and year of a paper.
EDITION_RULES = (
    Rule(
        "year not between 1950 and year(vintage) + 2",
        ("year",),
        "must be between 1950 and 2 years after the file's vintage",
    ),
    Rule(
        r"regexp_matches(venue, '\p{Latin}') and regexp_matches(venue, '[\p{Cyrillic}\p{Greek}]')",
        ("venue",),
        "must not mix Latin letters with Cyrillic or Greek ones, which look like them",
    ),
    # A venue is part of names of files.
    Rule(
        "strlen(trim(venue)) not between 1 and 100"
        r" or regexp_matches(venue, '[\p{C}\p{Zl}\p{Zp}]')",
        ("venue",),
        "must be a name of 1 to 100 bytes on one line, without letters that nobody sees",
    ),
)
RULES = (*EDITION_RULES, HAS_TITLE)


def track_of(text: str, otherwise: str) -> str:
    """Return SQL for the track that a text names; ``otherwise`` is SQL for a text without one."""
    cases = (
        f"when regexp_matches({text}, {literal(words)}, 'i') then {literal(track)}"
        for track, words in TRACK_WORDS.items()
    )
    return f"case {' '.join(cases)} else {otherwise} end"
