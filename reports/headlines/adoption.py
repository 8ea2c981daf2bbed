"""Answers about pre-trained models: who names them, and who builds on them."""

from reports.catalogue import Headline
from reports.charts.figure import fell
from reports.headlines.sentences import (
    LATEST,
    MIDDLE,
    period_rows,
    share,
    source_note,
)
from reports.headlines.tables import is_visible
from reports.marts.headlines import find_scope, headline_rows
from reports.marts.reader import Marts
from reports.text.formatting import count, in_period, period_name, sentence_list

TEAMS = ("academic_only",)
ALL_VENUES = Headline("pretrained_adoption", "accepted", TEAMS)
SAME_VENUES = Headline("pretrained_adoption", "accepted_same_venues", TEAMS)
DERIVATIVES = Headline("hub_derivative_share", "hub_accounts", TEAMS)


def change_in_same_venues(marts: Marts) -> str:
    """Compare two periods over the venues that have abstracts in both."""
    scope = find_scope(marts, SAME_VENUES)
    found = {
        row["period"]: row
        for row in (headline_rows(marts, scope, SAME_VENUES) if scope else [])
        if row["sector"] == "industry" and is_visible(row)
    }
    if scope is None or not {MIDDLE, LATEST} <= found.keys():
        return ""
    before, after = (marts.stated_estimate(found[period]) for period in (MIDDLE, LATEST))
    verdict = "No change can be claimed."
    if fell(before, after) or fell(after, before):
        verdict = f"The share {'fell' if fell(before, after) else 'rose'}."
    return (
        f"In the venues with abstracts in both periods, {share(before)} of academic-only papers "
        f"named a pre-trained model made by industry {in_period(MIDDLE)} and {share(after)} "
        f"{in_period(LATEST)}. {verdict} The venues are the same in both periods, but their "
        f"numbers of papers differ. {source_note(marts, scope, 'papers')}"
    )


def share_by_origin(marts: Marts) -> str:
    """State the share of academic-only papers that name a model, by the sector of its makers."""
    scope, rows = period_rows(marts, ALL_VENUES, LATEST)
    by_sector = {row["sector"]: row for row in rows}
    if scope is None or "industry" not in by_sector:
        return ""
    shares = [
        f"{share(marts.stated_estimate(row))} named a pre-trained model made by {sector}"
        for sector in ("industry", "academia")
        if (row := by_sector.get(sector)) is not None
    ]
    marts.state(rows[0])
    return (
        f"Among all academic-only papers with an abstract {in_period(rows[0]['period'])}, "
        f"{sentence_list(shares)}; {count(rows[0]['n_unknown'] or 0)} papers have no abstract. "
        f"{_earlier_share(marts)}A paper that names a model does not necessarily use it. "
        f"{source_note(marts, scope, 'papers')}"
    )


def _earlier_share(marts: Marts) -> str:
    _, rows = period_rows(marts, ALL_VENUES, MIDDLE)
    industry = [row for row in rows if row["sector"] == "industry" and row["period"] == MIDDLE]
    if not industry:
        return ""
    earlier = marts.stated_estimate(industry[0])
    return (
        f"For models made by industry, the share was {share(earlier)} in {period_name(MIDDLE)}, "
        "but the venues differ. "
    )


def derivatives(marts: Marts) -> str:
    """State how often academic accounts derive models from those of industry accounts."""
    scope, rows = period_rows(marts, DERIVATIVES)
    if scope is None or not rows:
        return ""
    named = marts.stated_estimate(rows[0])
    return (
        "On the Hugging Face Hub, academic accounts publish models that name a base model of "
        f"another organisation. {share(named)} of these models name a base model of an "
        "industry account. We selected the accounts. "
        f"Source: Hugging Face Hub, listing as of {scope.vintage}."
    )
