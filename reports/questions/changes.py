"""The change of a share: the part inside groups, and the part between them."""

from reports.marts.changes import change_split
from reports.marts.reader import Marts
from reports.questions.question import Answer
from reports.questions.wording import say
from reports.text.formatting import in_period, period_name, with_sign
from reports.text.sentence import Time


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
    sentence = say(
        f"From {{earlier}} to the works {{later}}, the {share} changed by {{change}} percentage "
        f"points: {{inside}} inside {grouping}s of both periods{interval}, and {{between}} by "
        f"{grouping}s that entered, left or changed their weight.",
        earlier=Time(period_name(periods[0])),
        later=Time(in_period(periods[1])),
        **{
            name: fact.number(column, with_sign(100 * fact.row[column], 1))
            for name, column in columns.items()
            if fact.row[column] is not None
        },
    )
    return Answer([sentence])
