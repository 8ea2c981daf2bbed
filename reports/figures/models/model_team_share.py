"""Who trains notable models: team classes by year of publication."""

from reports.charts.figure import Figure, Topic, is_majority, need_periods, words
from reports.charts.share_over_time import HEIGHT, team_course
from reports.marts.reader import MODELS, Marts, Scope, require
from reports.text import alternative_text as alt
from reports.text.formatting import size

TOPIC = Topic(
    entity="models",
    question="Who trains notable models, year by year",
    notes=(
        "Bands: 95% intervals (Wilson). Grey numbers: models of known team class in the year;"
        " years with fewer than 5 are left out. The newest years are still filling."
    ),
)


def build(marts: Marts) -> Figure:
    """Draw the share of each team class in every year with 5 models or more."""
    scope = require(marts.scope(*MODELS), "models with known compute")
    rows = marts.years(scope)
    need_periods(rows)
    finding = _finding(marts, scope, int(rows["year"].max()))
    total = size(int(rows.drop_duplicates("year")["n"].sum()))
    population = f"Notable models with known compute by team, {total}"
    text = words(marts, scope, TOPIC, population, finding)
    return Figure(
        id="model_team_share",
        words=text,
        alt=f"Shares of notable models with known compute by year. {alt.courses(rows)}",
        data=rows.drop(columns="year"),
        plot=team_course(rows, text),
        height=HEIGHT,
    )


def _finding(marts: Marts, scope: Scope, year: int) -> str | None:
    """Name a majority in the newest year only where its whole interval is above one half."""
    for team_class, name in (
        ("industry_only", "Industry-only"),
        ("academic_only", "Academic-only"),
    ):
        if is_majority(marts.estimate(scope, str(year), team_class)):
            return f"{name} teams trained most notable models of {year}"
    return None
