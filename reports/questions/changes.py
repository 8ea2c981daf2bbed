"""The change of a share: the part inside groups, and the part between them."""

from collections.abc import Sequence

from reports.marts.changes import change_split
from reports.marts.reader import Marts
from reports.questions.question import Answer
from reports.questions.wording import say
from reports.text.formatting import in_period, period_name, with_sign
from reports.text.sentence import Sentence, Time

TEAM_SIZE = "team size"


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
    interval = " ({low} to {high})" if fact.row["ci_low"] is not None else ""
    columns = {"low": "ci_low", "high": "ci_high", "change": "change", "inside": "inside"}
    columns["between"] = "between_groups"
    inside, between = (
        ("at equal team size", "by other sizes of teams")
        if grouping == TEAM_SIZE
        else (
            f"inside {grouping}s of both periods",
            f"by {grouping}s that entered, left or changed their weight",
        )
    )
    sentence = say(
        f"From {{earlier}} to the works {{later}}, the {share} changed by {{change}} percentage "
        f"points: {{inside}} {inside}{interval}, and {{between}} {between}.",
        earlier=Time(period_name(periods[0])),
        later=Time(in_period(periods[1])),
        **{
            name: fact.number(column, with_sign(100 * fact.row[column], 1))
            for name, column in columns.items()
            if fact.row[column] is not None
        },
    )
    return Answer([sentence])


def by_team_size(
    marts: Marts,
    measure: tuple[str, str],
    share: str,
    members: str,
    periods: Sequence[tuple[str, str]],
) -> list[Sentence]:
    """Split the changes of an academic-only share by team size, and say what a split is."""
    splits = (split(marts, measure, share, TEAM_SIZE, pair, "academic_only") for pair in periods)
    sentences = [sentence for part in splits if part for sentence in part.sentences]
    if not sentences:
        return []
    text = (
        f"The size of a team is its number of {members}. A partner in industry makes a team "
        "larger, so size is a path of the effect as well as a confounder: this is a split and no "
        "correction."
    )
    return [*sentences, say(text)]
