"""The slope of the academic-only share on compute over topics, in the papers of each region."""

import pandas as pd

from reports.charts.figure import FigureText, Parts
from reports.charts.plot import Plot, p9
from reports.charts.theme import COLOURS, INK, MUTED, SMALL_TEXT, TEXT_COLOURS, ReportTheme
from reports.marts.reader import Marts, NotEnoughDataError, Scope
from reports.marts.topics import paper_scope, region_slopes, without_country
from reports.text.formatting import RANGE, count, percent, plain, size, with_sign

QUESTION = "Are academic-only papers rarer where compute is high, in the papers of each region?"
MARTS = ("metrics", "vintages")
DEFINITION = "wls_all_models"
WHOLE = "All papers"
HEIGHT = 3.9
FEWEST = 2  # all papers and one region


def draw(marts: Marts) -> Parts:
    """Draw the slope of all papers and of each region with its interval."""
    scope = paper_scope(marts)
    rows = region_slopes(marts, scope, DEFINITION)
    if len(rows) < FEWEST:
        raise NotEnoughDataError(
            "No region has 5 topics with 20 papers of known country and team class."
        )
    return Parts(
        scopes=[scope],
        population=(
            "Difference of the academic-only share in a topic of ten times the compute, all years; "
            f"{_topics(rows['n'])} topics"
        ),
        notes=_notes(marts, scope),
        data=rows,
        alt=_alt(rows),
        plot=lambda text: _plot(rows, text),
        height=HEIGHT,
    )


def _topics(sizes: pd.Series) -> str:
    ends = sorted({int(sizes.min()), int(sizes.max())})
    return RANGE.join(map(count, ends))


def _notes(marts: Marts, scope: Scope) -> str:
    unknown, papers = without_country(marts, scope)
    rest = f", {percent(unknown / papers)} of {count(papers)}," if papers else ""
    return (
        "Points: slopes of lines over topics, weighted by papers. Lines: 95% intervals (bootstrap "
        "over topics). Grey numbers: topics. The compute of a topic is that of its models from all "
        "regions; only the papers differ. A paper counts in each region of its organisations; "
        f"papers without a known country{rest} count in none. Europe: EU, EFTA and the United "
        "Kingdom. One region whose interval excludes zero and another whose interval includes it "
        "may not differ."
    )


def _plot(rows: pd.DataFrame, text: FigureText) -> Plot:
    names = [plain(name, 30) if name else WHOLE for name in rows["region"]]
    points = rows.assign(
        name=pd.Categorical(names, names[::-1]),
        label=[str(n) for n in rows["n"]],
        ink=[COLOURS["academic_only"] if name else INK for name in rows["region"]],
    )
    for end in ("value", "ci_low", "ci_high"):
        points[end] = 100 * points[end]
    foot = min(0.0, float(points["ci_low"].min())) - 0.6
    plot: Plot = (
        p9.ggplot(points, p9.aes("value", "name"))
        + p9.geom_vline(xintercept=0, color=MUTED, size=0.6)
        + p9.geom_segment(
            p9.aes("ci_low", "name", xend="ci_high", yend="name", color="ink"), size=1.4, alpha=0.5
        )
        + p9.geom_point(p9.aes(color="ink"), size=2.6)
        + p9.geom_text(
            p9.aes(label="label"),
            points.assign(value=foot),
            size=SMALL_TEXT,
            ha="left",
            color=TEXT_COLOURS["unknown"],
        )
        + p9.scale_color_identity()
        + p9.scale_x_continuous(labels=_points)
        + p9.labs(x="Percentage points of academic-only share", y="", **text.labels())
        + ReportTheme(HEIGHT, grid="x")
    )
    return plot


def _points(ticks: list[float]) -> list[str]:
    return [with_sign(tick, 0 if float(tick).is_integer() else 1) for tick in ticks]


def _alt(rows: pd.DataFrame) -> str:
    parts = [
        f"{plain(row['region'], 30) if row['region'] else WHOLE} "
        f"{with_sign(100 * row['value'], 1)} ({with_sign(100 * row['ci_low'], 1)} to "
        f"{with_sign(100 * row['ci_high'], 1)}, {size(int(row['n']))} topics)"
        for _, row in rows.iterrows()
    ]
    return (
        "Difference of the academic-only share, in percentage points, in a topic of ten times the "
        f"compute, by region of the papers: {'; '.join(parts)}."
    )
