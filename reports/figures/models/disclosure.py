"""Who discloses: the share of notable models whose training compute is known, by year."""

from reports.charts.figure import Figure, Topic, fell, need_periods, words
from reports.charts.share_over_time import HEIGHT, team_course
from reports.marts.reader import Marts, Scope, require
from reports.text import alternative_text as alt
from reports.text.formatting import percent, size

FIRST_YEAR = 2010
DRAWN = ("academic_only", "industry_only")
TOPIC = Topic(
    entity="models",
    question="How often the training compute of notable models is known",
    notes=(
        "Bands: 95% intervals (Wilson). Numbers in a class's colour: its notable models in "
        "the year; years with fewer than 5 are left out. Known means published, or estimated "
        "from what is."
    ),
)


def build(marts: Marts) -> Figure:
    """Draw the share with known compute for the two pure classes and for all teams."""
    scope = require(marts.scope("disclosure_share", "notable"), "notable models")
    rows = marts.years(scope)
    shown = rows["team_class"].isin(DRAWN) | rows["team_class"].isna()
    rows = rows[shown & (rows["year"] >= FIRST_YEAR)].reset_index(drop=True)
    need_periods(rows)
    total = size(int(rows.loc[rows["team_class"].isna(), "n"].sum()))
    population = f"Notable models since {FIRST_YEAR}, {total}"
    text = words(marts, scope, TOPIC, population, _finding(marts, scope))
    return Figure(
        id="disclosure",
        words=text,
        alt=f"Share of notable models with known compute by year. {alt.courses(rows)}",
        data=rows.drop(columns="year"),
        plot=team_course(rows, text, what="Share with known compute"),
        height=HEIGHT,
    )


def _finding(marts: Marts, scope: Scope) -> str | None:
    """Compare the fixed periods, and speak of a fall only where their intervals are apart."""
    before = marts.estimate(scope, "2020-2022", "industry_only")
    after = marts.estimate(scope, "2023-latest", "industry_only")
    if before is None or after is None or not fell(before, after):
        return None
    return (
        f"Training compute is known for {percent(before.value)} of industry-only models of "
        f"2020\N{EN DASH}2022, {percent(after.value)} since 2023"
    )
