"""Papers by venue and year, and one by one where licences let the site show them."""

import csv
from collections.abc import Sequence
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from reports.marts import dimensions, papers
from reports.marts.reader import Marts
from reports.publication.content import PublicationContent
from reports.questions.question import Page
from reports.site.pages.models import MOST, PERIODS, TEAMS
from reports.site.table import NUMBER, Column, Filter, Part, Row, Table, of_organisations
from reports.site.view import View
from reports.text.formatting import (
    TEAM_CLASSES,
    count,
    decided,
    period_name,
    plain,
    sentence_list,
    slug,
    team_name,
)

USUAL = Path(__file__).parents[1] / "usual_names.csv"
FOLDER = "papers"
POOLED = "all"
EDITION = "Venue and year"
UNTITLED = "(no title)"
DOI = "https://doi.org/"
COUNTS = ("Known", "With a company", *map(team_name, TEAM_CLASSES), "Unknown")
COLUMNS = (
    Column(EDITION),
    Column("Lists"),
    *(Column(name, NUMBER) for name in COUNTS),
    Column("Why unknown, or left out"),
)
PAPER_COLUMNS = (
    Column("Title"),
    Column("Track"),
    Column("Teams"),
    Column("Printed affiliations, with sectors and what decided them"),
)
NOTE = (
    "Shares pool the editions of a period, except those left out, and count a paper listed at two"
    " venues once. A link opens the papers of a venue and year, with their printed affiliations and"
    " what decided their class. Where a licence allows no titles, we show only counts."
)


def _context(marts: Marts, _content: PublicationContent) -> dict[str, Any]:
    return {"table": editions(marts)}


def edition_id(marts: Marts, edition: dict[str, Any]) -> str:
    """Return the name of the files of an edition: ``neurips-2024``."""
    return f"{slug(dimensions.venue_name(marts, edition['venue']))}-{edition['year']}"


@lru_cache(maxsize=1)  # for the page of editions and those of venues
def editions(marts: Marts) -> Table:
    """Return the editions of venues, each with its papers by team class."""
    rows = papers.editions(marts)
    return Table(
        id=PAGE.id,
        title=PAGE.title,
        lead="Accepted papers on the newest lists of a venue and year, by the class of their team.",
        words="venues and years",
        columns=COLUMNS,
        rows=[_edition(marts, row) for row in rows],
        filters=[
            *_filters(marts, rows),
            ("text", "Papers", [("shown", "with titles and affiliations")]),
        ],
        files=(("Parquet of all papers", "data/papers.parquet"),),
        note=NOTE,
        pooled=f"{FOLDER}/{POOLED}.html",
        most=MOST,
    )


def _filters(marts: Marts, rows: Sequence[dict[str, Any]]) -> list[Filter]:
    names = {dimensions.venue_name(marts, row["venue"]) for row in rows}
    years = sorted({str(row["year"]) for row in rows}, reverse=True)
    return [
        ("venue", "Venue", [(slug(name), name) for name in sorted(names, key=str.lower)]),
        ("period", "Period", [(name, period_name(name)) for name in (*PERIODS, *years)]),
    ]


def _paper_filters(marts: Marts) -> list[Filter]:
    topics = dimensions.topic_names(marts)
    return [
        ("team", "Teams", TEAMS),
        ("industry", "Industry", [("yes", "with a company")]),
        ("topic", "Topic", sorted(topics.items(), key=itemgetter(1))),
    ]


def pooled(marts: Marts) -> Table:
    """Return the list of the papers of all editions that a share counts and that may be shown.

    Its rows are those of the editions, which a script adds.
    """
    rows = [row for row in papers.editions(marts) if row["has_text"] and row["is_covered"]]
    return Table(
        id=POOLED,
        title="Papers, one by one",
        lead=(
            f"Papers of the {len(rows)} editions whose licence lets us show titles. A pooled share "
            "counts other editions too. A paper listed at two venues appears twice."
        ),
        words="papers",
        columns=(PAPER_COLUMNS[0], Column(EDITION), *PAPER_COLUMNS[1:]),
        rows=(),
        filters=[
            *_filters(marts, rows),
            *_paper_filters(marts),
            of_organisations(papers.titled_papers(marts)),
        ],
        files=(("Parquet of all papers", "data/papers.parquet"),),
        parts=[_part(marts, row) for row in rows],
    )


def _part(marts: Marts, row: dict[str, Any]) -> Part:
    venue, year = dimensions.venue_name(marts, row["venue"]), row["year"]
    facts = {"venue": slug(venue), "year": year}
    return Part(edition_id(marts, row), {EDITION: f"{venue} {year}"}, facts)


def _edition(marts: Marts, row: dict[str, Any]) -> Row:
    numbers = [row[name] for name in ("n", "any_industry", *TEAM_CLASSES, "n_unknown")]
    unclear = row["n_unknown"] - row["without_affiliation"]
    why = "" if row["is_covered"] else "Left out: too few papers are known. "
    why += f"{count(row['without_affiliation'])} without affiliation, " if row["n_unknown"] else ""
    why += f"{count(unclear)} with unknown ones" if row["n_unknown"] else ""
    name = f"{dimensions.venue_name(marts, row['venue'])} {row['year']}"
    lists = sentence_list([plain(name) for name in row["listed_by"]])
    asked = {"venue": slug(dimensions.venue_name(marts, row["venue"])), "period": row["year"]}
    is_listed = row["has_text"] and row["is_covered"]
    link = f"{FOLDER}/{POOLED}.html#{urlencode(asked)}" if is_listed else ""
    others = usual_names("venue").get(row["venue"], "").split("; ")
    venue = [*map(slug, (dimensions.venue_name(marts, row["venue"]), *others)), row["venue"]]
    facts = {"venue": venue, "year": row["year"], "text": "shown" if link else ""}
    cells = [count(number) if row["n"] else "" for number in numbers[:-1]]
    cells = [name, f"{lists}, {row['vintage']}", *cells, count(numbers[-1]), why]
    return Row(cells, link, facts)


@lru_cache(maxsize=1)  # for the rows of editions and the pages of topics
def of_editions(marts: Marts) -> list[Table]:
    """Return the papers of each edition whose titles and affiliations may be shown."""
    listed = papers.listed_papers(marts)
    shown = [edition for edition in papers.editions(marts) if edition["has_text"]]
    return [_papers(marts, one, listed[one["venue"], one["year"]]) for one in shown]


def _papers(marts: Marts, edition: dict[str, Any], listed: list[dict[str, Any]]) -> Table:
    rows = [_paper(row) for row in listed]
    title = f"{dimensions.venue_name(marts, edition['venue'])} {edition['year']}"
    return Table(edition_id(marts, edition), title, PAPER_COLUMNS, rows, words="papers")


def _paper(row: dict[str, Any]) -> Row:
    printed = [
        f"{plain(one['name'], 150)} → {one['sectors']} ({plain(decided(one['evidence']), 60)})"
        for one in row["affiliations"]
    ]
    link = _doi(row)
    title = plain(row["title"] or "", 200)
    track = (row["track"] or "not stated").replace("_", " ")
    cells = (title or UNTITLED, track, team_name(row["team_class"]))
    facts = {
        "team": [row["team_class"]],
        "industry": "yes" if row["has_industry"] else "",
        "organisation": row["companies"],
        "topic": row["topics"],
    }
    return Row((*cells, "; ".join(printed)), link, facts)


@lru_cache
def usual_names(kind: str) -> dict[str, str]:
    """Return other names that readers know, by key."""
    with USUAL.open(encoding="utf-8", newline="") as file:
        return {row["name"]: row["others"] for row in csv.DictReader(file) if row["kind"] == kind}


def _doi(row: dict[str, Any]) -> str:
    return f"{DOI}{quote(row['doi'])}" if row["doi"] else ""


PAGE = Page(id="papers", link="Papers", title="Papers by venue and year")
VIEW = View(PAGE, _context, "rows.html")
