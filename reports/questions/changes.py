"""The change of a share: the part inside groups, and the part between them."""

from reports.marts.changes import change_split
from reports.marts.reader import Fact, Marts
from reports.questions.question import Answer
from reports.questions.wording import period, when
from reports.text.formatting import with_sign
from reports.text.sentence import Number, Sentence, say


def split(
    marts: Marts,
    measure: tuple[str, str],
    share: str,
    grouping: str,
    periods: tuple[str, str],
    team_class: str | None = None,
) -> Answer | None:
    """Split the change of a share between two periods; None for the sample."""
    scope = marts.scope(*measure)
    if scope is None or scope.is_sample:
        return None
    fact = change_split(marts, scope, periods, team_class, grouping)
    if fact is None:
        return None
    interval: Sentence | str = ""
    if fact.row["ci_low"] is not None:
        interval = say(
            " ({low} to {high})", low=_points(fact, "ci_low"), high=_points(fact, "ci_high")
        )
    sentence = say(
        "From {earlier} to the works {later}, the {share} changed by {change} percentage points: "
        "{inside} inside {grouping}s of both periods{interval}, and {between} by {grouping}s that "
        "entered, left or changed their weight.",
        earlier=period(periods[0]),
        later=when(periods[1]),
        share=share,
        change=_points(fact, "change"),
        inside=_points(fact, "inside"),
        interval=interval,
        between=_points(fact, "between_groups"),
        grouping=grouping,
    )
    return Answer([sentence])


def _points(fact: Fact, column: str) -> Number:
    return fact.number(column, with_sign(100 * fact.row[column], 1))
