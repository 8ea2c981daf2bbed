"""Models by date and training compute, with the fitted line of each team class."""

from datetime import date
from functools import partial
from typing import Any

import pandas as pd

from reports.charts import layers
from reports.charts.figure import Parts
from reports.charts.plot import Plot, p9
from reports.charts.theme import SMALL_TEXT
from reports.charts.time_marks import time_marks
from reports.marts.models import fitted_lines, trained_models
from reports.marts.reader import FILLING, TRAINED, Marts, NotEnoughDataError, require
from reports.questions import how_far_apart
from reports.questions.question import title
from reports.text.alternative_text import estimate, in_words, teams
from reports.text.formatting import count, size
from reports.text.units import format_interval, format_value

QUESTION = "How fast does the training compute of notable models grow?"
MARTS = ("compute_fits", "dim_event", "metrics_of_models", "models", "vintages")
SINCE = date(2010, 1, 1)
FEWEST = 5
NOTES = (
    "Lines: least squares of log10 FLOP on the date. Months: doubling time, with its 95% interval "
    "(jackknife). Compute is estimated, within a factor of two."
)
LABEL_GAP = 0.175  # as a share of the height of the scale: three lines of label text


def draw(marts: Marts) -> Parts:
    """Draw every model with known compute since 2010 and the lines behind the doubling times."""
    scope = require(marts.scope(*how_far_apart.DOUBLING), "models with known compute")
    models = trained_models(marts, scope, SINCE)
    fits = fitted_lines(marts, scope)
    if len(models) < FEWEST:
        raise NotEnoughDataError(
            f"Only {len(models)} models since {SINCE.year} have known compute; the figure needs "
            f"{FEWEST}."
        )
    parts = Parts(
        scopes=[scope],
        population=f"Notable models with known compute since {SINCE.year}, {size(len(models))}",
        notes=NOTES,
        finding=title(how_far_apart.growth(marts)),
        data=pd.concat([models.assign(layer="model"), fits.assign(layer="fit")], ignore_index=True),
        alt=_alt(models, fits),
        plot=_plot(models, fits),
        height=5.4,
    )
    return time_marks(marts, parts, _points(marts, models), before=0, size=1.1, stroke=0.35)


def _points(marts: Marts, models: pd.DataFrame) -> pd.DataFrame:
    """Return the models as points, with the caveat of years that are still filling."""
    years = [int(year.period) for year in marts.filling_years(*TRAINED, team_class="academic_only")]
    names = {"year_fraction": "year", "log10_flop": "value"}
    caveats = models["publication_date"].dt.year.isin(years).map({True: FILLING, False: ""})
    return layers.painted(models).rename(columns=names).assign(caveats=caveats)


def _months(row: pd.Series) -> str:
    interval = format_interval(row["ci_low"], row["ci_high"], "months", 1)
    return f"{format_value(row['value'], 'months', 1)} ({interval.replace(' or more', '+')})"


def _lines(fits: pd.DataFrame) -> pd.DataFrame:
    """Return both ends of each fitted line; that of all teams is dashed."""
    return layers.painted(fits).assign(
        first_y=fits["intercept"] + fits["slope"] * fits["first_x"],
        last_y=fits["intercept"] + fits["slope"] * fits["last_x"],
        line=fits["team_class"].isna().map({True: "dashed", False: "solid"}),
    )


def _plot(models: pd.DataFrame, fits: pd.DataFrame) -> Plot:
    points = layers.painted(models)
    lines = _lines(fits)
    return (
        p9.ggplot()
        + p9.geom_point(
            p9.aes("year_fraction", "log10_flop", color="ink", shape="shape"),
            points,
            size=1.5,
            alpha=0.45,
            stroke=0.3,
        )
        + p9.geom_segment(
            p9.aes(
                "first_x", "first_y", xend="last_x", yend="last_y", color="ink", linetype="line"
            ),
            lines,
            size=1.3,
        )
        + p9.scale_linetype_identity()
        + _line_labels(lines, points)
        + layers.year_scale(_dates(points, lines), room=0.52)
        + p9.scale_y_continuous(breaks=range(-50, 50, 3), labels=layers.powers)
        + layers.framed("Date of publication", "Training compute (FLOP)", "xy")
    )


def _dates(points: pd.DataFrame, lines: pd.DataFrame) -> pd.Series:
    """Return every date that is drawn."""
    dates: pd.Series = pd.concat([points["year_fraction"], lines["first_x"], lines["last_x"]])
    return dates


def _line_labels(lines: pd.DataFrame, points: pd.DataFrame) -> list[Any]:
    """Draw doubling times at the ends of the lines, joined to them by thin lines."""
    if lines.empty:
        return []
    low, high = float(points["log10_flop"].min()), float(points["log10_flop"].max())
    dates = _dates(points, lines)
    first, last = dates.min(), dates.max()
    at = lines.assign(
        place=layers.within(list(lines["last_y"]), LABEL_GAP * (high - low), low, high),
        at=last + 0.045 * (last - first),
        foot=last + 0.035 * (last - first),
        label=[
            f"{name}\n{_months(row)}\n{size(int(row['n']))}"
            for (_, row), name in zip(lines.iterrows(), teams(lines), strict=True)
        ],
    )
    leaders = p9.geom_segment(
        p9.aes("last_x", "last_y", xend="foot", yend="place", color="ink"), at, size=0.4, alpha=0.6
    )
    return [leaders, layers.label_layer(at, SMALL_TEXT + 0.4)]


def _alt(models: pd.DataFrame, fits: pd.DataFrame) -> str:
    low, high = models["log10_flop"].min(), models["log10_flop"].max()
    lead = (
        f"Scatter of {count(len(models))} models by date and training compute, from "
        f"10^{low:.1f} to 10^{high:.1f} FLOP, with fitted lines. Doubling times in months:"
    )
    return f"{lead} {in_words(fits, teams(fits), partial(estimate, digits=1))}"
