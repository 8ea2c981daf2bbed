"""The notable models of the newest list, one row each, with what decided the class of each."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from math import log10
from typing import Any

from reports.marts import dimensions
from reports.marts.models import listed_models
from reports.marts.reader import TRAINED, Marts
from reports.publication.content import PublicationContent
from reports.questions.question import Page
from reports.site.table import NUMBER, Column, Row, Table, of_organisations, sizes
from reports.site.view import View
from reports.text.formatting import (
    ANY_UNIVERSITY,
    NO_COMPANY,
    TEAM_CLASSES,
    day_name,
    decided,
    is_web,
    period_name,
    plain,
    team_name,
)
from reports.text.units import format_number

COLUMNS = (
    Column("Model"),
    Column("Published", NUMBER),
    Column("Our class"),
    Column("Organisations, and what decided their sectors"),
    Column("Publisher's class"),
    Column("Base model"),
    Column("Compute (FLOP)", NUMBER),
    Column("Confidence"),
    Column("Country"),
)
MOST = 40  # rows without a script
PERIODS = ("2023-latest", "2020-2022", "2015-2019", "2010-2014")
TEAMS = [(team, team_name(team)) for team in (*TEAM_CLASSES, NO_COMPANY, ANY_UNIVERSITY, "unknown")]


def _context(marts: Marts, content: PublicationContent) -> dict[str, Any]:
    (table,) = (table for table in content.dataset.tables if table.name == PAGE.id)
    files = [(f"{kind} of all lists", path.as_posix()) for kind, path in table.files]
    return {"table": replace(listing(marts), files=files)}


@lru_cache(maxsize=1)  # for the page of models and those of makers
def listing(marts: Marts) -> Table:
    """Return the models of the newest list of notable models."""
    scope = marts.scope(*TRAINED)
    rows = listed_models(marts, scope) if scope else []
    source = f"{scope.publisher}, list of {day_name(scope.vintage)}." if scope else "No list."
    known = {name for row in rows for name in row["definitions"]}
    definitions = [row for row in dimensions.definitions(marts) if row["definition"] in known]
    countries = dimensions.country_names(marts)
    listed = [_row(countries, row) for row in rows]
    return Table(
        id=PAGE.id,
        title=PAGE.title,
        lead=f"Every notable model, and what decided the class of its team. {source}",
        note=(
            "A team is of universities alone if every known organisation on it is a university or "
            "part of one, and of companies alone if every one is a company. Teams with both have a "
            "class of their own, and all others are “other”."
        ),
        words="models",
        columns=COLUMNS,
        rows=listed,
        filters=[
            ("definition", "Definition", [(d["definition"], d["short_name"]) for d in definitions]),
            ("team", "Teams", TEAMS),
            ("period", "Period", [(name, period_name(name)) for name in (*PERIODS, *_years(rows))]),
            ("country", "Country", _countries(marts, rows)),
            of_organisations(sizes(listed)),
            ("compute", "Compute", [("known", "known"), ("unknown", "unknown")]),
            ("labels", "Publisher's class", [("differ", "differs from ours")]),
        ],
        most=MOST,
        classed=[row["definition"] for row in definitions if row["is_classed"]],
    )


def _years(rows: list[dict[str, Any]]) -> list[str]:
    days = {row["publication_date"] for row in rows} - {None}
    return sorted({str(day.year) for day in days}, reverse=True)


def _countries(marts: Marts, rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    codes = {code for row in rows for code in _codes(row)}
    named = [(code, dimensions.country_name(marts, code)) for code in codes]
    return sorted(named, key=lambda country: country[1])


def _codes(row: dict[str, Any]) -> list[str]:
    return str(row["country_codes"]).split("+") if row["country_codes"] else []


def _rules(row: dict[str, Any]) -> list[str]:
    """Return the class of a model, and the wider rules by which it counts."""
    wider = {
        NO_COMPANY: row["team_class"] != "unknown" and not row["has_industry"],
        ANY_UNIVERSITY: row["has_academia"],
    }
    return [row["team_class"], *(rule for rule, counts in wider.items() if counts)]


def _row(names: Mapping[str, str], row: dict[str, Any]) -> Row:
    day, flop = row["publication_date"], row["training_compute_flop"]
    countries = [names.get(code, plain(code, 30)) for code in _codes(row)]
    cells = (
        plain(row["model"] or ""),
        f"{day}" if day else "",
        team_name(row["team_class"]),
        plain(decided(row["class_evidence"] or row["organization"] or ""), 600),
        team_name(row["labelled_class"] or "unknown"),
        plain(row["base_model"] or ""),
        format_number(log10(flop), "log10_flop") if flop else "",
        plain(row["confidence"] or "") if flop else "",
        ", ".join(countries),
    )
    facts = {
        "definition": row["definitions"],
        "team": _rules(row),
        "label": row["labelled_class"],
        "labels": "" if row["labelled_class"] in (row["team_class"], None) else "differ",
        "day": f"{day}" if day else "",
        "year": day.year if day else None,
        "country": _codes(row),
        "organisation": [plain(owner) for owner in row["owners"] or ()],
        "flop": row["log10_flop"],
        # A budget must cover the base of a model too.
        "needed": flop and max(row["log10_flop"], row["base_log10_flop"] or 0),
        "compute": "unknown" if row["log10_flop"] is None else "known",
        "weights": "open" if row["is_open"] else "",
        "base": row["base_class"],
    }
    addresses = (row["link"] or "").split()  # some cells have several
    link = next(filter(is_web, addresses), "")
    return Row(cells, link, facts)


PAGE = Page(id="models", link="Models", title="Notable models, one by one")
VIEW = View(PAGE, _context, "rows.html")
