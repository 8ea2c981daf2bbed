"""The paper, statement by statement, with our numbers; and the claims and figures of others."""

from itertools import pairwise
from typing import Any

from markupsafe import Markup

from reports.marts import claims, dimensions
from reports.marts.dimensions import metric_titles
from reports.marts.reader import Marts
from reports.marts.revisions import published_figures
from reports.marts.source_status import newest_cluster
from reports.publication.content import PublicationContent
from reports.questions.question import Page
from reports.site.table import Column, Row, Table
from reports.site.view import View
from reports.text.formatting import NO_COMPANY, count, period_name, plain
from reports.text.sentence import Number, Sentence, Time, day, joined
from reports.text.units import (
    format_interval,
    format_number,
    format_published,
    interval_parts,
    unit,
)

# Who is academic, by the team class of a rule.
RULES = {
    "academic_only": "if every author has to be at a university",
    NO_COMPANY: "if no author may be at a company",
}
PAPER = ("Besiroglu et al.", "Ours on the list of its day", "Ours now", "Why they differ")
CLAIMS = ("Claim", "Status", "Our number, 95% interval, cases", "Quantity")
FIGURES = ("Published", "Ours nearest in time", "Ours now", "Why they differ")
CLAIM = Markup('{} <small><a href="{}" rel="noreferrer">{}</a>{}</small>')
SUMMARY = "as a summary states it"
STATED = Markup("{}: <strong>{}</strong> <small>{}</small>")
AND_SMALL = Markup("{} <small>{}</small>")
QUANTITY = Markup('<a href="methods.html#metric-{}">{}</a>. {}.')
IN_PAPER = "in_paper"


def _context(marts: Marts, _content: PublicationContent) -> dict[str, Any]:
    """Return how many claims have each status, and the three tables."""
    statuses = claims.statuses(marts)
    few = " have too few cases for {too_few} and" if statuses.row["too_few"] else ""
    summary = Sentence(
        "Of {n} published claims, our newest lists support {holds}, contradict {contradicted} and"
        " leave {not_decided} undecided. For {depends_on_who_is_academic}, the verdict depends on"
        f" who counts as academic. Our data{few} cannot test {{cannot_be_tested}}.",
        {name: statuses.count(name) for name in statuses.row},
    )
    rows, figures = _claims(marts), published_figures(marts)
    paper = [
        *((row[IN_PAPER], _statement(marts, row)) for row in rows if row[IN_PAPER]),
        *((row[IN_PAPER], _figure(marts, row)) for row in figures if row[IN_PAPER]),
    ]
    return {
        "claims": rows,
        "counts": summary,
        "paper": _table("paper", PAPER, [row for _, row in sorted(paper, key=lambda row: row[0])]),
        "others": _table(
            "claims", CLAIMS, [_claim(marts, row) for row in rows if not row[IN_PAPER]]
        ),
        "figures": _table(
            "figures", FIGURES, [_figure(marts, row) for row in figures if not row[IN_PAPER]]
        ),
    }


def _table(name: str, columns: tuple[str, ...], rows: list[Row]) -> Table:
    return Table(name, "", tuple(map(Column, columns)), rows)


def _claims(marts: Marts) -> list[dict[str, Any]]:
    """Return the claims with the texts of their cells."""
    found, newest = claims.statuses_of(marts), {"clusters": newest_cluster(marts)}
    several = {one["claim"] for one, other in pairwise(found) if one["claim"] == other["claim"]}
    return [
        {
            **row,
            "by": RULES.get(row["team_class"], "") if row["claim"] in several else "",
            "ours": _ours(row, newest.get(row["source"])),
            "since": _since(row),
        }
        for row in found
    ]


def _statement(marts: Marts, row: dict[str, Any]) -> Row:
    """Return a statement of the paper that is a claim: then, now, and why."""
    old = row["old"]
    summary = SUMMARY if row["evidence"] == "summary" else ""
    then = _ours(old, None) if old else "We have no list of that time" if row["metric"] else ""
    what = _quantity(marts, row) if row["metric"] else ""
    now = AND_SMALL.format(row["ours"], what) if row["value"] is not None else row["ours"]
    theirs = AND_SMALL.format(row["sentence"], summary)
    return Row([theirs, then, joined([_verdict(row), now], ": "), row["why"]])


def _claim(marts: Marts, row: dict[str, Any]) -> Row:
    """Return the cells of somebody else's claim by one rule."""
    verdict = _verdict(row)
    status = joined([verdict, row["since"]], ", ") if row["since"] else verdict
    summary = f", {SUMMARY}" if row["evidence"] == "summary" else ""
    claim = CLAIM.format(row["sentence"], row["url"], row["claimed_by"], summary)
    return Row([claim, status, row["ours"], _quantity(marts, row)])


def _verdict(row: dict[str, Any]) -> str:
    return f"{row['status'].capitalize()} {row['by']}".rstrip()


def _quantity(marts: Marts, row: dict[str, Any]) -> Markup:
    title = metric_titles(marts).get(row["metric"], row["metric"])
    return QUANTITY.format(row["metric"], title, row["quantity"])


def _number(row: dict[str, Any], column: str, text: str) -> Number:
    return Number(text, row[column], row["id"], column)


def _ours(row: dict[str, Any], newest: Time | None) -> Sentence:
    """Write our number with its interval, its cases and the day of the newest, or what lacks."""
    if row["value"] is None:
        missing = "None of our metrics measures it" if row["metric"] is None else "No list gives it"
        reason = "Too few cases" if row["status"] == "too few" else missing
        return Sentence(f"{reason}. A test would need: {{needs}}", {"needs": row["needs"]})
    parts: dict[str, Any] = {
        "value": _number(row, "value", format_number(row["value"], row["unit"])),
        "cases": _cases(row, ""),
        "against": _cases(row, "against_"),
        "newest": newest,
    }
    against = "" if row["against_n"] is None else " against {against}"
    number = f"{{value}} {unit(row['unit']).name}".rstrip()
    end = "; the newest is of {newest}" if newest else ""
    interval = ""
    # The difference of two full counts without unknown cases has no interval.
    if row["ci_low"] not in (None, row["ci_high"]):
        low, between, high = interval_parts(row["ci_low"], row["ci_high"], row["unit"])
        interval = f" ({{low}}{between}{{high}})"
        parts |= {"low": _number(row, "ci_low", low), "high": _number(row, "ci_high", high)}
    return Sentence(f"{number}{interval}; {{cases}}{against}{end}", parts)


def _cases(row: dict[str, Any], prefix: str) -> Sentence:
    """Write ``11 of 147``, or ``n = 147`` without a count."""
    cases = {
        name: _number(row, f"{prefix}{name}", count(number))
        for name in ("k", "n")
        if (number := row[f"{prefix}{name}"]) is not None
    }
    return Sentence("{k} of {n}" if "k" in cases else "n = {n}", cases, is_kept=True)


def _since(row: dict[str, Any]) -> Sentence | str:
    """Write since which list the status stands, and what it was before."""
    if row["status_since"] is None:
        return ""
    parts = {"day": day(row["status_since"]), "before": row["earlier_status"]}
    if row["earlier_status"] is not None:
        return Sentence("since the list of {day}; {before} before", parts)
    is_first = row["status_since"] == row["vintage"]
    return Sentence("on the list of {day}" if is_first else "on every list since {day}", parts)


def _figure(marts: Marts, row: dict[str, Any]) -> Row:
    """Return a published figure beside one of our metrics, which takes its words from the mart."""
    title = metric_titles(marts).get(row["metric"], row["metric"])
    name = f"{title} ({dimensions.definition_name(marts, row['definition'])})"
    where = f", {dimensions.venue_name(marts, row['venue'])}" if row["venue"] else ""
    then, now = (_value(row, when) for when in ("nearest", "latest"))
    now = AND_SMALL.format(
        f"{_compared(row)}{now}", f"{name}{where}, {period_name(row['period'])}."
    )
    by = ", ".join(filter(None, (plain(row["published_by"]), row["published"])))
    stated = STATED.format(
        row["statement"], format_published(row["published_value"], row["unit"]), by
    )
    return Row([stated, then, now, row["reason"]])


def _compared(row: dict[str, Any]) -> str:
    """Say whether our interval holds a number of the paper; nothing without both."""
    low, high = row["latest_ci_low"], row["latest_ci_high"]
    if not row[IN_PAPER] or low is None or high is None:
        return ""
    return "Compatible: " if low <= row["published_value"] <= high else "Different: "


def _value(row: dict[str, Any], when: str) -> str:
    """Format one of our values with its interval, n and vintage."""
    value, n, vintage, low, high = (
        row[f"{when}_{part}"] for part in ("value", "n", "vintage", "ci_low", "ci_high")
    )
    if value is None:
        return "no value"
    digits = {"share": 0, "ratio": 2}.get(row["unit"], 1)
    ends = "" if low is None else f" ({format_interval(low, high, row['unit'], digits)})"
    return f"{format_published(value, row['unit'])}{ends}, n = {count(n)}, {vintage}"


VIEW = View(
    Page(
        id="claims",
        link="The paper",
        title="Besiroglu et al., statement by statement",
        words="the compute divide in machine learning, published claims and figures of others",
    ),
    _context,
    "claims.md",
)
