"""Limits: what is unknown, caveats, how often labels are right, checks and overrides."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from dbt_project.functions.estimates.intervals import wilson
from reports.marts import affiliations, dimensions
from reports.marts.choices import caveats_of_answer
from reports.marts.left_out import left_out
from reports.marts.reader import Marts
from reports.marts.tables import MartTable
from reports.publication.content import PublicationContent
from reports.publication.model import RESULTS, Check, Override
from reports.questions import QUESTIONS
from reports.questions.on_what import TOPIC_ACCURACY
from reports.questions.question import Page
from reports.questions.who_adopts import DETECTION
from reports.questions.wording import say
from reports.site.mart_tables import of_marts
from reports.site.table import NUMBER, Column, Row, Table
from reports.site.view import View
from reports.text.formatting import count, percent, plain
from reports.text.sentence import Number, Sentence

ACCURACY = ("value", "ci_low", "ci_high")
SET_ASIDE = MartTable(
    "set_aside",
    "Rows of the stored files that break a rule, listed once for each rule",
    "rule is not null",
    order="source, file, list, source_row, rule",
    empty="No row of the stored files breaks a rule.",
    columns="file, list, source_row, rule, column_name, value",
)
SHARE = "k, n, value, ci_low, ci_high"
ACCURACY_TABLES = (
    MartTable(
        "accuracy",
        "Accuracy of affiliation labels: test strings sampled by number of mentions, and"
        " strings of organisations that no rule and no earlier label knew, each with the"
        " same chance",
        "subject = 'affiliations' and (split = 'test' and scope = 'mention'"
        " or split in ('unseen_3', 'unseen_4') and scope is null)",
        columns=f"label_set, reading as dictionary, split, measure, item as class, {SHARE}",
    ),
    MartTable(
        "accuracy",
        "Accuracy on strings naming organisations held out from the rules",
        "subject = 'affiliations held out'",
        "label_set, measure, item, reading",
        columns=f"label_set, reading, measure, item as class, {SHARE}, measured_on",
        part="-held-out",
    ),
    MartTable(
        "accuracy",
        "Papers at AAAI and IJCAI with a company, as counted by ICADL2024 and by us from "
        "the same affiliations, and which side is right in 200 of the disagreements, judged by "
        "the affiliations",
        "subject like 'companies of papers%'",
        "subject desc, scope, measure, k desc",
        columns=f"scope, measure, item as reason, {SHARE}",
        part="-companies",
    ),
    MartTable(
        "accuracy",
        "Accepted papers that two sources list with a known team: whether the team class is"
        " the same, and who finds an industry author",
        "subject = 'listings of papers'",
        columns=f"label_set as listed_by, reading as other, measure, {SHARE}",
        part="-lists",
    ),
    MartTable(
        "accuracy",
        "Confusion between sectors",
        "subject = 'classes of affiliations' and split = 'test'",
        columns="measure as truth, item as predicted, k as strings, n as of_strings",
        part="-confusion",
    ),
    TOPIC_ACCURACY,
    DETECTION,
)
UNKNOWN = (Column("Left out"), Column("How many", NUMBER, "count"), Column("Of"))
CHECKS = (
    Column("Layer"),
    Column("Tool"),
    *(Column(name.capitalize(), NUMBER, "count") for name in RESULTS),
)
FAILED = (Column("Table"), Column("Check"), Column("Result"), Column("Observed"))
OVERRIDES = (Column("Day"), Column("Check"), Column("Reason"), Column("Change"))


def accuracy(marts: Marts) -> list[Sentence]:
    """State how often labels are right, on known lists and on lists that no rule was written on."""
    texts = {
        ("test", "mention"): "mentions on the lists that the rules were written on",
        ("unseen_3", None): "strings naming organisations that no rule knew",
        ("unseen_4", None): "strings from lists that no rule was written on",
    }
    sentences = []
    for (split, stratum), what in texts.items():
        fact = affiliations.exact_sets(marts, split, stratum)
        if fact.row["n"] is not None:
            shares = {name: fact.number(name, percent(fact.row[name])) for name in ACCURACY}
            text = f"We get all sectors right in {{value}} ({{ci_low}} to {{ci_high}}) of {what}."
            sentences.append(Sentence(text, shares))
    return sentences


def agreement(marts: Marts) -> list[Sentence]:
    """Compare two readings of the same affiliations, and say who judged where they differ."""
    agreement = affiliations.agreement(marts)
    if agreement.row["papers"] is None:
        return []
    text = (
        "Both sides read the same printed affiliations of {papers} papers. We find a company in "
        "{ours} of them, and ICADL2024 in {theirs}: only we in {only_ours}, only they in "
        "{only_theirs}. One annotator judged a random sample of each by what the papers print."
    )
    sentences = [say(text, **{name: agreement.count(name) for name in agreement.row})]
    for side, name in (("only ours", "only we"), ("only theirs", "only they")):
        sample = affiliations.judged(marts, side)
        k, n = sample.count("k"), sample.count("n")
        low, high = (Number(percent(end), end) for end in wilson(k.value / n.value, n.value))
        text = f"Where {name} find one, we are right in {{k}} of {{n}} ({{low}} to {{high}})."
        sentences.append(say(text, k=k, n=n, low=low, high=high))
    return sentences


def _groups(marts: Marts) -> list[dict[str, Any]]:
    """Return the caveats of each answer, and those of no answer by the kind of their cases."""
    every = {row["caveat"]: row for row in dimensions.caveats(marts)}
    groups, seen = [], set()
    for question in QUESTIONS:
        rows = [
            {**every[row["caveat"]], **row, "is_first": row["caveat"] not in seen}
            for row in caveats_of_answer(marts, question.id)
        ]
        seen |= {row["caveat"] for row in rows}
        groups += [{"id": question.id, "title": question.title, "rows": rows}] if rows else []
    rest = [{**every[name], "size": "", "is_first": True} for name in every.keys() - seen]
    rest.sort(key=itemgetter("entity", "caveat"))
    for entity, others in groupby(rest, itemgetter("entity")):
        title = f"Other numbers of {entity}"
        groups.append({"id": entity.replace(" ", "-"), "title": title, "rows": list(others)})
    return groups


def _unknown(marts: Marts) -> Table:
    rows = [
        Row([row["what"], row["dropped"], f"{count(row['total'])} {row['unit']}"])
        for row in left_out(marts)
    ]
    return Table("what-is-unknown", "What is unknown", UNKNOWN, rows)


def _checks(checks: Sequence[Check]) -> Table:
    """Count the results of checks by layer and tool."""
    results = Counter((check.layer, check.tool.replace("_", " "), check.result) for check in checks)
    groups = sorted({(layer, tool) for layer, tool, _ in results})
    rows = [Row([*group, *(results[*group, kind] for kind in RESULTS)]) for group in groups]
    empty = "This publication has no recorded checks."
    return Table("checks", "Checks", CHECKS, rows, empty=empty)


def _failed(checks: Sequence[Check]) -> Table:
    rows = [
        Row([f"{check.layer}.{plain(check.table)}", plain(check.name, 120), check.result,
             plain(check.observed, 300)])
        for check in checks
        if not check.passed
    ]  # fmt: skip
    return Table("failed", "Failed checks", FAILED, rows, empty="Every check passed.")


def _overrides(overrides: Sequence[Override]) -> Table:
    rows = [
        Row([one.on, one.gate, plain(one.reason, 400), plain(one.observed, 400)])
        for one in overrides
    ]
    return Table(
        "overridden-checks", "Overridden checks", OVERRIDES, rows, empty="No check was overridden."
    )


def _context(marts: Marts, content: PublicationContent) -> dict[str, Any]:
    checks = content.publication.checks
    return {
        "groups": _groups(marts),
        "labels": [*accuracy(marts), *agreement(marts)],
        "accuracy": of_marts(marts, *ACCURACY_TABLES),
        "unknown": _unknown(marts),
        "judged": [_checks(checks), _failed(checks)],
        "gates": [_overrides(content.overrides)],
        "set_aside": of_marts(marts, SET_ASIDE),
    }


VIEW = View(
    Page(
        id="caveats",
        link="Limits",
        title="Limits of the numbers",
        words="errors accuracy checks quality unknown",
    ),
    _context,
    "caveats.md",
)
