"""The change of a share: the part inside groups, and the part between them."""

import re
from typing import Any

from reports.marts.changes import change_split
from reports.marts.reader import Fact, Marts
from reports.marts.revisions import answer_revision
from reports.questions.question import Answer
from reports.questions.wording import say, state, together
from reports.text.formatting import period_name, with_sign
from reports.text.sentence import Sentence, Time, day
from reports.text.units import format_number, unit

TEAM_SIZE = "team size"
RISEN = ("has risen", "has fallen")  # the verbs of a change since a period
NO_TEST = "Both lists share every other model, so the difference is exact and needs no test."


def split(
    marts: Marts,
    measure: tuple[str, str],
    share: str,
    grouping: str,
    periods: tuple[str, str],
    team_class: str | None = None,
) -> Answer | None:
    """Split the change of a share between two periods."""
    scope = marts.scope(*measure)
    if scope is None:
        return None
    fact = change_split(marts, scope, periods, team_class, grouping)
    if fact is None:
        return None
    interval = " ({ci_low} to {ci_high})" if fact.row["ci_low"] is not None else ""
    inside = f"within {grouping}s present in both periods"
    between = f"as {grouping}s entered, left or changed weight"
    if grouping == TEAM_SIZE:
        inside, between = "at equal team size", "because team sizes changed"
    return state(
        f"The {share} changed by {{change}} percentage points from {{earlier}} to {{later}}: "
        f"{{inside}} {inside}{interval}, and {{between_groups}} {between}.",
        earlier=Time(period_name(periods[0])),
        later=Time(re.sub("^since", "the years since", period_name(periods[1]))),
        **{
            column: fact.number(column, with_sign(100 * part, 1))
            for column, part in fact.row.items()
            if part is not None
        },
    )


def moved(
    difference: Fact, up: str = "rose", down: str = "fell", *, is_title: bool = False
) -> Sentence:
    """Write by how much a share rose or fell, or that a test does not tell.

    Of an answer, write also in how many definitions of its range the change is clear, but not in
    a title.
    """
    row = difference.row
    agreed, counts = "", {}
    if (row["definitions"] or 0) > 1 and not is_title:
        agreed = f"; {_agreed(row)} definitions that cover both periods"
        counts = {name: difference.count(name) for name in ("rose", "fell", "definitions")}
    if row["ci_low"] <= 0 <= row["ci_high"]:
        numbers = {
            name: difference.number(name, with_sign(100 * row[name], 1))
            for name in ("value", "ci_low", "ci_high")
        }
        text = f"did not clearly change ({{value}} points, {{ci_low}} to {{ci_high}}{agreed})"
        return Sentence(text, {**numbers, **counts})
    verb = up if row["ci_low"] > 0 else down
    parts = {
        name: difference.number(name, f"{100 * row[name]:.1f}")
        for name in ("size", "least", "most")
    }
    text = f"{verb} by {{size}} points ({{least}} to {{most}}{agreed})"
    return Sentence(text, {**parts, **counts})


def _agreed(row: dict[str, Any]) -> str:
    """Write in how many definitions a change is clear, also where its sign is the opposite."""
    if row["rose"] and row["fell"]:
        return "clearly up in {rose} and down in {fell} of the {definitions}"
    if not (row["rose"] or row["fell"]):
        return "clear in none of the {definitions}"
    way, name = ("up", "rose") if row["rose"] else ("down", "fell")
    some = "all" if row[name] == row["definitions"] else f"{{{name}}} of the"
    return f"clearly {way} in {some} {{definitions}}"


def by_team_size(
    marts: Marts,
    measure: tuple[str, str],
    share: str,
    members: str,
    *periods: tuple[str, str],
) -> Answer | None:
    """Split the changes of an academic-only share by team size, and say what a split is."""
    splits = [split(marts, measure, share, TEAM_SIZE, pair, "academic_only") for pair in periods]
    note = state(
        f"Team size is the number of {members}. An industry partner makes a team larger, so size "
        "is a mediator as well as a confounder: this splits the change and does not correct it."
    )
    return together(*splits, note) if any(splits) else None


def since_last_list(marts: Marts, question: str) -> Answer | None:
    """State an answer on the list before, and which models moved since; None without that list."""
    fact = answer_revision(marts, question)
    if fact is None:
        return None
    kind, row = unit(fact.row["unit"]), fact.row
    number = format_number(row["old_value"], row["unit"], kind.prose)
    cases = " ({old_k} of {old_n})" if row["old_k"] is not None else ""
    counts = {
        name: fact.count(name)
        for name in ("old_k", "old_n", "n_entered", "n_left", "n_reclassified", "n_altered")
        if row[name] is not None
    }
    before = say(
        f"On the list of {{list}}, this answer was {{value}}{kind.name and ' '}{kind.name}{cases}.",
        list=day(row["old_vintage"]),
        value=fact.number("old_value", number),
        **counts,
    )
    if row["n_entered"] is None:
        return Answer([before])
    moved = say(
        "Since then, {n_entered} notable models entered the period (new to the list, or with a new "
        "date), {n_left} left it, {n_reclassified} changed class and {n_altered} changed date or "
        "compute.",
        **counts,
    )
    return Answer([before, moved, say(NO_TEST)])
