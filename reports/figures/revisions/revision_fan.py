"""How the past changes: the academic-only share by year, in every vintage of the list."""

import pandas as pd

from reports.charts import layers
from reports.charts.figure import Parts, require_periods
from reports.charts.plot import Plot, p9
from reports.charts.theme import COLOURS, POINT_SIZE, TEXT_COLOURS
from reports.charts.time_marks import time_marks
from reports.marts.reader import MODELS, Marts, NotEnoughDataError, require
from reports.marts.revisions import vintages_of
from reports.text.alternative_text import in_words
from reports.text.formatting import percent, size

QUESTION = "How much does the academic-only share of a year change from vintage to vintage?"
MARTS = ("dim_event", "metrics", "vintages")
FIRST_YEAR = 2010
TEAM = "academic_only"
SHEETS_UNTIL = pd.Timestamp("2023-06-01")  # the publisher's sheets of 2022 and 2023
KINDS = {
    "sheet": (COLOURS["industry_only"], TEXT_COLOURS["industry_only"], "dashed", 0.7),
    "earlier": ("#8a8a8a", TEXT_COLOURS["unknown"], "solid", 0.45),
    "newest": (COLOURS[TEAM], TEXT_COLOURS[TEAM], "solid", 1.2),
}
N_PLACE = -0.07
LABEL_GAP = 0.07  # as a share of one: a line of label text
NOTES = (
    "Teams by the publisher's labels. Band: 95% interval of the latest vintage. Grey numbers: its "
    "models. The sheets of 2022 and 2023 have other rules."
)


def draw(marts: Marts) -> Parts:
    """Draw one line for each vintage, the latest with its interval."""
    scope = require(marts.scope(*MODELS), "models with known compute")
    rows = vintages_of(marts, scope, TEAM)
    rows = rows[rows["year"] >= FIRST_YEAR].reset_index(drop=True)
    newest = rows[rows["vintage"] == pd.Timestamp(scope.vintage)]
    require_periods(newest)
    vintages = rows["vintage"].nunique()
    if vintages < 2:
        raise NotEnoughDataError("This publication has only one vintage of the list.")
    total = size(int(newest["n"].sum()))
    parts = Parts(
        scopes=[scope],
        population=(
            f"Notable models with known compute since {FIRST_YEAR}, {vintages} vintages, latest "
            f"{total}"
        ),
        notes=NOTES,
        finding=f"The academic-only share {_widest(rows)}",
        data=rows.drop(columns="year"),
        alt=_alt(rows, newest),
        plot=_plot(_drawn(rows)),
        height=5.2,
    )
    return time_marks(marts, parts, layers.painted(newest), shape="o")


def _drawn(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with the marks of their vintage; ``run`` breaks lines at missing years."""
    kind = pd.Series("earlier", index=rows.index)
    kind[rows["vintage"] < SHEETS_UNTIL] = "sheet"
    kind[rows["vintage"] == rows["vintage"].max()] = "newest"
    columns = ["ink", "text_ink", "line", "width"]
    looks = pd.DataFrame([KINDS[name] for name in kind], rows.index, columns)
    return layers.in_runs(rows, "vintage").assign(kind=kind).join(looks)


def _plot(marks: pd.DataFrame) -> Plot:
    newest, older = marks[marks["kind"] == "newest"], marks[marks["kind"] != "newest"]
    line = p9.aes("year", "value", color="ink", group="run", linetype="line", size="width")
    ribbon = p9.aes("year", ymin="ci_low", ymax="ci_high", fill="ink", group="run")
    top = min(float(max(newest["ci_high"].max(), marks["value"].max())) + 0.04, 1.03)
    return (
        p9.ggplot()
        + p9.geom_ribbon(ribbon, newest, alpha=0.15)
        + p9.geom_line(line, older[~older["alone"]])
        + p9.geom_point(p9.aes("year", "value", color="ink"), older, size=0.9)
        + p9.geom_line(line, newest[~newest["alone"]])
        + p9.geom_point(p9.aes("year", "value", color="ink"), newest, size=POINT_SIZE)
        + layers.label_layer(_labels(marks, top))
        + layers.n_layer(layers.yearly_n(newest, N_PLACE), TEXT_COLOURS["unknown"])
        + layers.year_scale(marks["year"], room=0.04)
        + layers.share_scale(N_PLACE - 0.04, top)
        + p9.scale_linetype_identity()
        + p9.scale_size_identity()
        + layers.framed("Year of publication", "Academic-only share")
    )


def _labels(marks: pd.DataFrame, top: float) -> pd.DataFrame:
    """Name each kind of line once, in the upper right, which falling shares leave free."""
    names = {
        "newest": f"Latest vintage, {marks['vintage'].max():%Y-%m-%d}",
        "earlier": "Earlier vintages",
        "sheet": "Sheets of 2022 and 2023 (dashed)",
    }
    kinds = (
        marks.drop_duplicates("kind").set_index("kind").reindex(list(names)).dropna(subset="ink")
    )
    first, end = float(marks["year"].min()), float(marks["year"].max())
    return kinds.assign(
        label=[text for kind, text in names.items() if kind in kinds.index],
        place=[top - LABEL_GAP * (row + 0.8) for row in range(len(kinds))],
        at=first + 0.45 * (end - first),
    )


def _widest(rows: pd.DataFrame) -> str:
    """Name the year in which lists of one rule differ most, with its lowest and highest share."""
    lists = rows[rows["vintage"] >= SHEETS_UNTIL]
    has_two = lists["vintage"].nunique() > 1
    rows, which = (lists, "lists of one rule") if has_two else (rows, "vintages")
    spans = rows.groupby("year", as_index=False)["value"].agg(["min", "max"])
    widest = spans.iloc[(spans["max"] - spans["min"]).argmax()]
    low, high = percent(widest["min"]), percent(widest["max"])
    return f"of {widest['year']:.0f} differs most between {which}, from {low} to {high}"


def _alt(rows: pd.DataFrame, newest: pd.DataFrame) -> str:
    """Write the latest vintage, and the year in which the vintages differ most."""
    return (
        "Academic-only share of notable models with known compute by year, one line for each of "
        f"{rows['vintage'].nunique()} vintages. "
        f"{in_words(newest, 'Latest', is_brief=True)} The share {_widest(rows)}."
    )
