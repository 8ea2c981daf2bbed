"""How we compare: claims, each with its status, our number and its rule; published figures."""

from itertools import pairwise
from typing import Any

from markupsafe import Markup

from reports.marts import claims
from reports.marts.dimensions import metric_titles
from reports.marts.reader import Marts
from reports.marts.source_status import newest_cluster
from reports.publication.content import PublicationContent
from reports.questions.question import Page
from reports.site.pages import published
from reports.site.table import Column, Row, Table
from reports.site.view import View
from reports.text.formatting import NO_COMPANY, count, day_name
from reports.text.sentence import Number, Sentence, Time, day, joined
from reports.text.units import format_number, interval_parts, unit

# Who is academic, by the team class of a rule.
RULES = {
    "academic_only": "if every author has to be at a university",
    NO_COMPANY: "if no author may be at a company",
}
COLUMNS = tuple(map(Column, ("Claim", "Status", "Our number, 95% interval, cases", "Rule")))
CLAIM = Markup('{} <small><a href="{}" rel="noreferrer">{}</a>{}</small>')
RULE = Markup('<a href="methods.html#metric-{}">{}</a>. {} <small>Written on {}.</small>')
NO_DIFFERENCE = {"share_gap": "zero", "share_gap_change": "zero", "log10_ratio": "1"}


def _context(marts: Marts, _content: PublicationContent) -> dict[str, Any]:
    """Return the number of claims of each status, and the claims with the texts of their cells."""
    statuses, newest = claims.statuses(marts), {"clusters": newest_cluster(marts)}
    summary = Sentence(
        "Of {n} published claims, our newest lists support {holds}, contradict {contradicted} and"
        " leave {not_decided} undecided. For {depends_on_who_is_academic}, the verdict depends on"
        " who counts as academic. Our data have too few cases for {too_few} and cannot test"
        " {cannot_be_tested}.",
        {name: statuses.count(name) for name in statuses.row},
    )
    found = claims.statuses_of(marts)
    several = {one["claim"] for one, other in pairwise(found) if one["claim"] == other["claim"]}
    rows = [
        {
            **row,
            "by": RULES.get(row["team_class"], "") if row["claim"] in several else "",
            "ours": _ours(row, newest.get(row["source"])),
            "since": _since(row),
            "rule": _rule(row),
        }
        for row in found
    ]
    return {
        "claims": rows,
        "counts": summary,
        "claims_table": Table("claims", "Claims", COLUMNS, [_row(marts, row) for row in rows]),
        **published.tables(marts),
    }


def _row(marts: Marts, row: dict[str, Any]) -> Row:
    """Return the cells of a claim by one rule."""
    title = metric_titles(marts).get(row["metric"], row["metric"])
    rule = RULE.format(row["metric"], title, row["rule"], day_name(row["written"]))
    claim = CLAIM.format(
        row["sentence"], row["url"], row["claimed_by"],
        ", as a summary states it" if row["evidence"] == "summary" else "",
    )  # fmt: skip
    verdict = f"{row['status'].capitalize()} {row['by']}".rstrip()
    status = joined([verdict, row["since"]], ", ") if row["since"] else verdict
    return Row([claim, status, row["ours"], rule if row["metric"] else ""])


def _number(row: dict[str, Any], column: str, text: str) -> Number:
    return Number(text, row[column], row["id"], column)


def _ours(row: dict[str, Any], newest: Time | None) -> Sentence:
    """Write our number with its interval, its cases and the day of the newest, or what lacks."""
    if row["value"] is None:
        missing = "None of our metrics measures it" if row["metric"] is None else "No list gives it"
        reason = "Too few cases" if row["status"] == "too few" else missing
        return Sentence(f"{reason}. A test would need: {{needs}}", {"needs": row["needs"]})
    low, between, high = interval_parts(row["ci_low"], row["ci_high"], row["unit"])
    parts = {
        "value": _number(row, "value", format_number(row["value"], row["unit"])),
        "low": _number(row, "ci_low", low),
        "high": _number(row, "ci_high", high),
        "cases": _cases(row, ""),
        "against": _cases(row, "against_"),
        "newest": newest,
    }
    against = "" if row["against_n"] is None else " against {against}"
    number = f"{{value}} {unit(row['unit']).name}".rstrip()
    end = "; the newest is of {newest}" if newest else ""
    # The difference of two full counts without unknown cases has no interval.
    interval = "" if row["ci_low"] == row["ci_high"] else f" ({{low}}{between}{{high}})"
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


def _rule(row: dict[str, Any]) -> Sentence:
    """Write the quantity, and the range in which the claim holds."""
    words = {"lowest": "above", "highest": "below"}
    ends = {
        column: NO_DIFFERENCE[row["unit"]]
        if end == 0 and row["unit"] in NO_DIFFERENCE
        else _number(row, column, format_number(end, row["unit"], 0))
        for column in words
        if (end := row[column]) is not None
    }
    range_of = " and ".join(f"{words[column]} {{{column}}}" for column in ends)
    return Sentence(f"{{quantity}}: holds {range_of}.", {"quantity": row["quantity"], **ends})


VIEW = View(
    Page(id="claims", link="How we compare", title="How we compare with others"),
    _context,
    "claims.md",
)
