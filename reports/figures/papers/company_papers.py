"""Papers of the largest companies at each of the largest venues, by year."""

import pandas as pd

from reports.charts.figure import Parts, require_periods
from reports.charts.layers import year_ticks
from reports.charts.plot import Plot, p9
from reports.charts.theme import INK, LABEL_TEXT, MUTED, SMALL_TEXT, ReportTheme
from reports.marts.dimensions import venue_name
from reports.marts.papers import company_papers
from reports.marts.reader import PAPERS, Marts, require
from reports.text.formatting import count, sentence_list

QUESTION = "Which companies publish more papers, and which publish fewer?"
MARTS = ("company_papers", "dim_venue", "metrics", "vintages")
FIRST_YEAR, VENUES, COMPANIES = 2010, 4, 10
LOW, HIGH = "#f7f7f2", "#6baed6"
NOTES = (
    "Numbers: papers with an author of the company or a firm that it owns. Shade: part of "
    "the company's largest number at the venue. Blank: no list, or too few known affiliations. "
    "ICADL2024's lists of AAAI and IJCAI lack companies."
)


def draw(marts: Marts) -> Parts:
    """Draw one cell for each company and year, one panel for each venue."""
    scope = require(marts.scope(*PAPERS), "papers of companies")
    rows = company_papers(marts, scope, FIRST_YEAR, VENUES, COMPANIES)
    require_periods(rows, "papers of companies", "year")
    names = {venue: venue_name(marts, venue) for venue in rows["venue"].unique()}
    lists = rows.drop_duplicates(["venue", "year"])
    panels = {
        venue: f"{name}, {count(int(lists.loc[lists['venue'] == venue, 'n'].sum()))} papers"
        for venue, name in names.items()
    }
    return Parts(
        scopes=[scope],
        population=(
            f"Accepted papers of {rows['company'].nunique()} companies on {len(lists)} lists of "
            f"{sentence_list(list(names.values()))}"
        ),
        notes=NOTES,
        finding=_finding(rows),
        data=rows,
        alt=_alt(rows, names),
        plot=_plot(rows, panels),
        height=2.3 + len(panels) * (0.5 + 0.19 * rows["company"].nunique()),
    )


def _finding(rows: pd.DataFrame) -> str:
    """Name the two companies with most papers on the lists drawn."""
    works = rows.groupby("company")["works"].sum().nlargest(2)
    names = sentence_list([f"{name} ({count(int(n))})" for name, n in works.items()])
    return f"At these {rows['venue'].nunique()} venues, {names} have most papers of all companies"


def _plot(rows: pd.DataFrame, panels: dict[str, str]) -> Plot:
    order = rows.groupby("company")["works"].sum().sort_values().index
    marks = rows.assign(
        company=pd.Categorical(rows["company"], order),
        panel=pd.Categorical(rows["venue"].map(panels), list(panels.values())),
        part=rows["works"] / rows.groupby(["venue", "company"])["works"].transform("max").clip(1),
    )
    return (
        p9.ggplot(marks, p9.aes("year", "company", fill="part"))
        + p9.geom_tile(width=0.94, height=0.9)
        + p9.geom_text(p9.aes(label="works"), color=INK, size=LABEL_TEXT)
        + p9.facet_wrap("panel", ncol=1)
        + p9.scale_fill_gradient(LOW, HIGH, limits=(0, 1), guide=None)
        + p9.scale_x_continuous(
            breaks=year_ticks(rows["year"], 8), labels=lambda ticks: [f"{t:.0f}" for t in ticks]
        )
        + p9.labs(x="Year of the venue", y="")
        + ReportTheme("")
        + p9.theme(axis_text_y=p9.element_text(size=SMALL_TEXT, color=MUTED))
    )


def _alt(rows: pd.DataFrame, names: dict[str, str]) -> str:
    """State the most and the newest number of each company at each venue."""
    parts = []
    for (venue, company), years in rows.groupby(["venue", "company"], sort=False):
        most, newest = years.sort_values(["works", "year"]).iloc[-1], years.iloc[-1]
        numbers = [f"{row['works']} in {row['year']}" for row in (most, newest)]
        parts.append(f"{names[str(venue)]}, {company}: {', '.join(numbers)}.")
    return f"Most and newest papers of companies by venue. {' '.join(parts)}"
