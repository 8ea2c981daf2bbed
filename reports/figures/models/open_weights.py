"""Who shares: the share of notable models whose weights can be downloaded, by year."""

from reports.charts.figure import Figure, Topic, need_periods, words
from reports.charts.share_over_time import HEIGHT, team_course
from reports.marts.reader import Marts, require
from reports.text import alternative_text as alt
from reports.text.formatting import size

FIRST_YEAR = 2015
DRAWN = ("academic_only", "industry_only")
TOPIC = Topic(
    entity="models",
    question="How often the weights of notable models can be downloaded",
    notes=(
        "Bands: 95% intervals (Wilson). Numbers in a class's colour: its models of known "
        "accessibility in the year; years with fewer than 5 are left out. Any licence counts. "
        "Models without a stated accessibility are left out, which older years have most of."
    ),
)


def build(marts: Marts) -> Figure:
    """Draw the share with open weights for the two pure classes and for all teams."""
    scope = require(
        marts.scope("open_weights_share", "notable"), "notable models of known accessibility"
    )
    rows = marts.years(scope)
    shown = rows["team_class"].isin(DRAWN) | rows["team_class"].isna()
    rows = rows[shown & (rows["year"] >= FIRST_YEAR)].reset_index(drop=True)
    need_periods(rows)
    total = size(int(rows.loc[rows["team_class"].isna(), "n"].sum()))
    population = f"Notable models of known accessibility since {FIRST_YEAR}, {total}"
    text = words(marts, scope, TOPIC, population, None)
    return Figure(
        id="open_weights",
        words=text,
        alt=f"Share of notable models with downloadable weights by year. {alt.courses(rows)}",
        data=rows.drop(columns="year"),
        plot=team_course(rows, text, what="Share with open weights"),
        height=HEIGHT,
    )
