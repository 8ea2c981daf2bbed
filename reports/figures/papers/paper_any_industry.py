"""Shares of papers with an industry author and with any affiliation, by venue and year."""

import pandas as pd

from reports.charts.figure import Parts, require_periods
from reports.charts.layers import framed, share_scale, year_scale
from reports.charts.plot import Plot, p9
from reports.charts.theme import COLOURS, INK, PAPER
from reports.marts.dimensions import venue_name
from reports.marts.papers import COVERAGE as METRIC
from reports.marts.papers import COVERED, KINDS, list_kinds, venue_years
from reports.marts.reader import PAPERS, Marts, require
from reports.text.alternative_text import in_words
from reports.text.formatting import percent, size

QUESTION = "What share of papers has an industry author, by venue and year?"
MARTS = ("dim_venue", "metrics_of_papers", "venue_panel", "vintages")
MOST_VENUES = 5
RECENT = 5  # years whose lists are compared
POOLED = "All venues"
SHARE = PAPERS[0]
KEY = "Points: share with an industry author. Grey line: share that states any affiliation"
NOTES = (
    f"Vertical lines: 95% intervals (Wilson). Open points: fewer than {percent(COVERED)} of the "
    "papers state an affiliation. Dashed lines: affiliations are of another kind from there on. "
    "n: papers with an affiliation of known sector."
)


def draw(marts: Marts) -> Parts:
    """Draw the pooled venues, then the venues with the most papers."""
    scope = require(marts.scope(*PAPERS), "papers with affiliations")
    rows = _chosen(venue_years(marts, scope, (SHARE, METRIC)))
    rows["name"] = [
        venue_name(marts, venue) if isinstance(venue, str) else POOLED for venue in rows["venue"]
    ]
    shares = rows[rows["metric"] == SHARE]
    require_periods(shares)
    pooled = shares[shares["venue"].isna()]
    return Parts(
        scopes=[scope],
        population=f"Accepted papers of known sector, {size(int(pooled['n'].sum()))}. {KEY}",
        notes=NOTES,
        finding=_finding(shares[shares["venue"].notna()], marts),
        data=rows.drop(columns=["year", "name"]),
        alt=(
            "Share of papers with an industry author, by venue and year. "
            f"{in_words(shares, shares['name'], is_brief=True)}"
        ),
        plot=_plot(rows, _breaks(marts)),
        height=6.6,
    )


def _breaks(marts: Marts) -> pd.DataFrame:
    """Return the venues and years from which on affiliations are of another kind."""
    breaks = [edition for edition, row in list_kinds(marts).items() if row["is_break"]]
    table = pd.DataFrame(breaks, columns=["venue", "year"])
    return table.assign(year=table["year"].astype(int))


def _finding(shares: pd.DataFrame, marts: Marts) -> str | None:
    """Name the venues with the lowest and the highest share of their last printed list.

    Lists of other kinds or times do not compare. No change is claimed, because two values do not
    describe a series that rises and falls.
    """
    printed = [key for key, row in list_kinds(marts).items() if row["kind"] == KINDS["printed"]]
    recent = shares[shares["year"] > shares["year"].max() - RECENT]
    editions = zip(recent["venue"], recent["year"].astype(str), strict=True)
    shares = recent.loc[[edition in printed for edition in editions]]
    newest = shares.sort_values("year").groupby("venue").tail(1).sort_values("value")
    if len(newest) < 2:
        return None
    (low, first), (high, last) = (
        (percent(row["value"]), f"{row['name']} {row['year']}")
        for _, row in newest.iloc[[0, -1]].iterrows()
    )
    ends = f"{low} of papers ({first}) to {high} ({last})"
    return f"Where affiliations are printed, {ends} have an industry author"


def _chosen(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep the pooled rows, and the rows of the venues with most papers, of three years or more."""
    shares = rows[(rows["metric"] == SHARE) & rows["venue"].notna()]
    ranked = (
        shares.groupby("venue", as_index=False)
        .agg(years=("year", "nunique"), n=("n", "sum"))
        .query("years > 2")
        .sort_values(["n", "venue"], ascending=[False, True])
    )
    venues = list(ranked["venue"].head(MOST_VENUES))
    panels = rows[rows["venue"].isna() | rows["venue"].isin(venues)]
    rank = {venue: place for place, venue in enumerate(venues)}
    place = panels["venue"].map(rank).fillna(-1)
    return panels.assign(rank=place).sort_values(["rank", "year", "metric"]).drop(columns="rank")


def _covered(rows: pd.DataFrame) -> pd.DataFrame:
    """Join the coverage of the same venue and year to the shares."""
    keys = ["venue", "year"]
    coverage = rows.loc[rows["metric"] == METRIC, [*keys, "value"]]
    shares = rows[rows["metric"] == SHARE]
    return shares.merge(coverage.rename(columns={"value": "coverage"}), on=keys, how="left")


def _panel(rows: pd.DataFrame, shares: pd.DataFrame) -> pd.Series:
    """Return panel titles with their numbers of papers, in the order of the rows."""
    sizes = shares.groupby("name")["n"].sum()
    titles = [f"{name} ({size(int(sizes[name]))})" for name in rows["name"]]
    return pd.Series(pd.Categorical(titles, list(dict.fromkeys(titles))), index=rows.index)


def _plot(rows: pd.DataFrame, breaks: pd.DataFrame) -> Plot:
    shares = _covered(rows)
    coverage = rows[rows["metric"] == METRIC]
    coverage = coverage[coverage["venue"].isin(shares["venue"]) | coverage["venue"].isna()]
    colour = COLOURS["industry_only"]
    shares = shares.assign(
        panel=_panel(shares, shares),
        fill=[colour if c >= COVERED else PAPER for c in shares["coverage"].fillna(0)],
    )
    coverage = coverage.assign(panel=_panel(coverage, shares))
    breaks = shares.merge(breaks, on=["venue", "year"])
    return (
        p9.ggplot(shares, p9.aes("year", "value"))
        + p9.geom_line(data=coverage, color="#9a9a9a", size=0.8)
        + p9.geom_vline(
            p9.aes(xintercept="year - 0.5"), breaks, color=INK, size=0.4, linetype="dashed"
        )
        + p9.geom_linerange(
            p9.aes(ymin="ci_low", ymax="ci_high"), color=colour, size=0.7, alpha=0.6
        )
        + p9.geom_point(p9.aes(fill="fill"), color=colour, size=1.7, stroke=0.6)
        + p9.facet_wrap("panel", ncol=2)
        + year_scale(rows["year"], room=0.04, most=6)
        + share_scale(-0.06, 1.03)
        + framed("Year", "Share of papers")
        + p9.theme(panel_spacing=0.025)
    )
