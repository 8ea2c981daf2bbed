"""The countries with most academic performance on the newest TOP500 list."""

import pandas as pd

from reports.charts.figure import Parts
from reports.charts.layers import framed
from reports.charts.plot import p9
from reports.charts.theme import COLOURS, SMALL_TEXT
from reports.marts.reader import Marts, NotEnoughDataError, require
from reports.marts.supply import countries
from reports.questions import what_academia_has
from reports.text.formatting import count, percent, plain, rounded, sentence_list, with_article

QUESTION = "Where are the academic supercomputers?"
MARTS = ("academic_hpc", "dim_country", "metrics_of_supply", "vintages")
MOST = 12


def draw(marts: Marts) -> Parts:
    """Draw a bar for each country."""
    scope = require(marts.scope(what_academia_has.SHARE, "hpc_listed"), "lists of supercomputers")
    rows = pd.DataFrame(countries(marts, MOST))
    if rows.empty:
        raise NotEnoughDataError("The newest list has no academic system.")
    names = [plain(name, 24) for name in rows["name"]]
    labels = [
        f"{rounded(petaflops, 0, ',')} ({percent(share)}, {count(systems)})"
        for petaflops, share, systems in zip(
            rows["petaflops"], rows["share_of_academic"], rows["academic_systems"], strict=True
        )
    ]
    marks = rows.assign(place=pd.Categorical(names, names[::-1]), label=labels)
    return Parts(
        scopes=[scope],
        population=(
            f"The {len(rows)} countries with most academic performance on the list of "
            f"{rows['list'].iloc[0]:%B %Y}, {count(int(rows['academic_systems'].sum()))} systems"
        ),
        notes=(
            "Petaflop/s of Linpack (Rmax), the share of all academic performance on the list, and "
            "the number of academic systems. Academic is the word of the site that submits."
        ),
        finding=_finding(rows),
        data=rows,
        alt=f"Academic performance by country. {'; '.join(marks['name'] + ' ' + labels)}.",
        plot=p9.ggplot(marks, p9.aes("place", "petaflops"))
        + p9.geom_col(fill=COLOURS["academic_only"], alpha=0.55, width=0.62)
        + p9.geom_text(p9.aes(label="label"), nudge_y=4, ha="left", size=SMALL_TEXT)
        + p9.coord_flip()
        + p9.scale_y_continuous(expand=(0, 0, 0.3, 0))
        + framed("", "Petaflop/s of academic systems (Rmax)", "x"),
        height=4.6,
    )


def _finding(rows: pd.DataFrame) -> str:
    """Name the countries with most academic performance."""
    parts = [
        f"{percent(row['share_of_academic'])} is in {with_article(plain(row['name'], 24))}"
        for _, row in rows.head(2).iterrows()
    ]
    return f"Of the academic performance on the list, {sentence_list(parts)}"
