"""Shares of the owners of AI chips, in the first and the newest quarter."""

import pandas as pd

from reports.charts.figure import Parts, require_periods
from reports.charts.layers import framed, share_labels
from reports.charts.plot import Plot, p9
from reports.charts.theme import COLOURS, INK, SMALL_TEXT
from reports.marts.compute import owners, public_owners
from reports.marts.reader import Marts, Scope, require
from reports.questions import how_concentrated
from reports.questions.question import title
from reports.text.alternative_text import in_words
from reports.text.formatting import percent, plain, size

QUESTION = "Who owns the AI chips?"
MARTS = ("compute_stock", "metrics_of_capacity", "vintages")
# Hyperscalers, other named owners, and unnamed buyers.
INKS = {"hyperscaler": COLOURS["industry_only"], "unknown": COLOURS["unknown"]}
OTHER = COLOURS["other"]
ALL = "All hyperscalers"


def draw(marts: Marts) -> Parts:
    """Draw a bar for each owner in two quarters, and one for all hyperscalers."""
    scope = require(marts.scope(*how_concentrated.CHIPS), "owners of AI chips")
    rows = owners(marts, scope)
    require_periods(rows, "all designers of chips", "period")
    rows = pd.concat([_together(marts, scope, list(rows["period"].unique())), rows])
    newest = rows[rows["period"] == rows["period"].iloc[-1]]
    return Parts(
        scopes=[scope],
        population=(
            "AI chips bought up to the end of the quarter, in H100 equivalents: "
            f"{size(int(newest['n'].iloc[0]))} estimates a quarter, one for each named owner "
            "and designer"
        ),
        notes=(
            "Lines: 95% intervals, simulated from the published percentiles. Orange: hyperscalers; "
            "grey: unnamed buyers, in China and elsewhere; violet: others. The list names no "
            "university or government."
            if not public_owners(marts)
            else "Lines: 95% intervals, simulated from the published percentiles."
        ),
        finding=title(how_concentrated.owners(marts)),
        data=rows,
        alt=_alt(rows),
        plot=_plot(rows),
        height=4.6,
    )


def _together(marts: Marts, scope: Scope, periods: list[str]) -> pd.DataFrame:
    """Return the share of all hyperscalers in each of the periods, as a row of an owner."""
    query = scope.select(period=periods, sector="hyperscaler")
    rows = marts.frame(*query.select(tail="order by period_end"))
    names = {"value": "share", "ci_low": "share_low", "ci_high": "share_high"}
    own = ["definition", "source", "vintage", "period", "period_end", "n", *names]
    rows = rows[own].rename(columns=names)
    return rows.assign(owner=ALL, owner_class="hyperscaler")


def _plot(rows: pd.DataFrame) -> Plot:
    names = [plain(owner, 20) for owner in rows["owner"]]
    # The newest quarter comes last, so it decides the order.
    order = list(dict.fromkeys(names[::-1]))
    marks = rows.assign(
        name=pd.Categorical(names, order),
        panel=pd.Categorical(rows["period"], list(dict.fromkeys(rows["period"]))),
        ink=rows["owner_class"].map(INKS).fillna(OTHER),
        label=[percent(share) for share in rows["share"]],
    )
    return (
        p9.ggplot(marks, p9.aes("name", "share"))
        + p9.geom_col(p9.aes(fill="ink"), alpha=0.45, width=0.62)
        + p9.geom_linerange(p9.aes(ymin="share_low", ymax="share_high"), color=INK, size=0.7)
        + p9.geom_text(
            p9.aes(y="share_high", label="label"), nudge_y=0.01, ha="left", size=SMALL_TEXT
        )
        + p9.coord_flip()
        + p9.facet_wrap("panel", ncol=2)
        + p9.scale_y_continuous(labels=share_labels, expand=(0, 0, 0.12, 0))
        + framed("", "Share of the H100 equivalents of all owners", "x")
    )


def _alt(rows: pd.DataFrame) -> str:
    names = {"share": "value", "share_low": "ci_low", "share_high": "ci_high"}
    shares = rows.rename(columns=names).drop(columns="n")
    words = in_words(shares, [plain(owner, 20) for owner in rows["owner"]])
    return f"Shares of AI chips by owner at the end of each quarter. {words}"
