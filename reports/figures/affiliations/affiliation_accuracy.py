"""Precision and recall of the classes of affiliations, on labels set by hand."""

import pandas as pd

from reports.charts.figure import FigureText, Parts
from reports.charts.layers import share_labels
from reports.charts.plot import Plot, p9
from reports.charts.theme import COLOURS, INK, POINT_SIZE, SMALL_TEXT, ReportTheme
from reports.marts.affiliations import accuracy, unseen
from reports.marts.reader import Marts, NotEnoughDataError
from reports.text.formatting import percent, percent_range, sentence_list, size

QUESTION = "How well are affiliations classified?"
MARTS = ("affiliation_accuracy",)
EXACT = "exact set"
PANELS = {"precision": "Precision: labels that are right", "recall": "Recall: cases that are found"}
CLASSES = {
    "academia": ("Academia", COLOURS["academic_only"]),
    "industry": ("Industry", COLOURS["industry_only"]),
    "other research": ("Other research", COLOURS["other"]),
    "unknown": ("No organisation", COLOURS["unknown"]),
}
UNSEEN = {"unseen_3": "organisations unknown to the rules", "unseen_4": "unseen lists"}
HEIGHT = 4.4
NOTES = (
    "Lines: 95% intervals (Wilson). n: the strings behind precision or recall. Strings were drawn "
    "with a chance in proportion to their mentions. One annotator labelled each string once; a "
    "second one labelled 110 strings of other samples, and 108 agree. The dictionary was written "
    "with other strings, but from the same lists: expect lower values on other venues.\n"
    "Source: Compute Divide, labels of affiliations, test half."
)


def draw(marts: Marts) -> Parts:
    """Draw precision and recall of each class on test strings, sampled by number of mentions.

    The rows are those of the dictionary of this run. The subtitle also states the accuracy of the
    bundled dictionary.
    """
    measures = accuracy(marts)
    exact = measures[measures["measure"] == EXACT]
    panels = measures[measures["measure"].isin(list(PANELS))]
    if exact.empty or panels.empty:
        raise NotEnoughDataError("This publication has no labelled affiliations.")
    own, *others = [row for _, row in exact.iterrows()]
    rows = panels[panels["dictionary"] == own["dictionary"]].reset_index(drop=True)
    alone = "".join(f"; {row['dictionary']}, {_share(row)}" for row in others)
    return Parts(
        scopes=[],
        population=(
            f"Affiliations labelled by hand, {size(int(own['n']))}. Dictionary: {own['dictionary']}"
            f"{alone}"
        ),
        notes=NOTES,
        finding=_finding(own, unseen(marts)),
        data=rows,
        alt=_alt(rows),
        plot=lambda text: _plot(rows, text),
        height=HEIGHT,
    )


def _finding(own: pd.Series, others: pd.DataFrame) -> str:
    """State the accuracy on the lists that the rules know, and on strings that they do not."""
    parts = [f"{_share(own)} of mentions on the lists that the rules were written on"]
    parts += [f"{_share(row)} of strings of {UNSEEN[row['split']]}" for _, row in others.iterrows()]
    return f"All sectors are classified right in {sentence_list(parts)}"


def _share(row: pd.Series) -> str:
    return f"{percent(row['value'])} ({percent_range(row['ci_low'], row['ci_high'])})"


def _plot(rows: pd.DataFrame, text: FigureText) -> Plot:
    names = [name for name, _ in CLASSES.values()]
    marks = rows.assign(
        panel=pd.Categorical(rows["measure"].map(PANELS), list(PANELS.values())),
        name=pd.Categorical([CLASSES[c][0] for c in rows["class"]], names[::-1]),
        ink=[CLASSES[c][1] for c in rows["class"]],
        label=[
            f"{percent(v)}, {size(int(n))}" for v, n in zip(rows["value"], rows["n"], strict=True)
        ],
    )
    plot: Plot = (
        p9.ggplot(marks, p9.aes("value", "name"))
        + p9.geom_segment(
            p9.aes(x="ci_low", xend="ci_high", yend="name", color="ink"), size=1.2, alpha=0.5
        )
        + p9.geom_point(p9.aes(color="ink"), size=POINT_SIZE)
        + p9.geom_text(
            p9.aes(x=0, label="label"), nudge_y=0.32, ha="left", size=SMALL_TEXT, color=INK
        )
        + p9.facet_wrap("panel", ncol=2)
        + p9.scale_x_continuous(
            labels=share_labels, breaks=[0, 0.5, 1], limits=(0, 1.02), expand=(0.02, 0)
        )
        + p9.scale_color_identity()
        + p9.labs(x="Share of strings", y="", **text.labels())
        + ReportTheme(HEIGHT, grid="x")
        + p9.theme(panel_spacing_x=0.05)
    )
    return plot


def _alt(rows: pd.DataFrame) -> str:
    parts = [
        f"{CLASSES[str(name)][0]}: "
        + ", ".join(
            f"{row['measure']} {percent(row['value'])} "
            f"({percent_range(row['ci_low'], row['ci_high'])}, n {row['n']})"
            for _, row in part.iterrows()
        )
        for name, part in rows.groupby("class", sort=False)
    ]
    return "Precision and recall of the classification of affiliations. " + "; ".join(parts) + "."
