"""Metrics of papers, counted again in pandas from the rows of papers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.record.warehouse import Warehouse

LISTS = "source = 'lists'"


def value(
    marts: Warehouse, metric: str, where: str, definition: str = "accepted"
) -> tuple[float, int, int]:
    """Return value, n and n_unknown of one pooled estimate."""
    value, n, n_unknown = marts.row(
        "select value, n, n_unknown from marts.metrics where metric = ?"
        f" and {LISTS} and definition = ? and {where}",
        [metric, definition],
    )
    return value, n, n_unknown


def pooled_papers(marts: Warehouse, year: int, definition: str = "accepted") -> pd.DataFrame:
    """Return the works of a year in the newest lists, each once."""
    papers = marts.frame(
        "select shown.* replace (listed.paper_id as paper_id), listed.paper_key"
        " from marts.papers as shown"
        " inner join intermediate.int_papers as listed"
        " on shown.paper_id = split_part(listed.paper_id, '_', -1)"
        f" where shown.{LISTS} and shown.is_latest and shown.year = ?"
        " and list_contains(shown.definitions, ?)",
        [year, definition],
    )
    order = ["has_affiliation", "venue", "paper_id"]
    return papers.sort_values(order, ascending=[False, True, True]).drop_duplicates("work_id")


@pytest.mark.parametrize("counting", ["full", "fractional"])
def test_author_shares_are_those_of_the_rows(marts: Warehouse, counting: str) -> None:
    papers = pooled_papers(marts, 2024, "complete_teams")
    authors = papers[["academia_authors", "industry_authors", "other_authors"]]
    known = authors[authors.sum(axis=1) > 0]
    if counting == "fractional":
        known = known.div(papers.loc[known.index, "author_count"], axis=0)
    sums = known.sum()
    estimate = value(
        marts,
        "author_sector_share",
        f"period = '2024' and sector = 'industry' and counting = '{counting}'",
        "complete_teams",
    )
    expected = sums["industry_authors"] / sums.sum()
    assert estimate == (pytest.approx(expected, abs=1e-7), len(known), len(papers) - len(known))


def test_leads_of_mixed_papers_are_those_of_the_rows(marts: Warehouse) -> None:
    papers = marts.frame(
        "select * from intermediate.int_papers where venue = 'iclr' and year = 2026"
        " and list_contains(definitions, 'accepted') and team_class = 'academia_industry'"
        " and affiliations_are = 'printed'"
    )
    mentions = marts.frame("select * from intermediate.int_mentions")
    has = mentions.groupby(["paper_key", "slot"])[["has_academia", "has_industry"]].any()
    aligned = papers[papers["is_aligned"]]
    for definition, slot in (("first", 1), ("last", aligned["author_count"])):
        lead = aligned[["paper_key"]].assign(slot=slot)
        found = has.reindex(pd.MultiIndex.from_frame(lead), fill_value=False)
        for sector, is_at in (("academia", (True, False)), ("industry", (False, True))):
            k = (found == list(is_at)).all(axis=1).sum()
            where = f"venue = 'iclr' and period = '2026' and sector = '{sector}'"
            estimate = value(marts, "mixed_lead_share", where, f"mixed_{definition}_author")
            assert round(estimate[0] * estimate[1]) == k
            assert estimate[1] + estimate[2] == len(papers)


def test_lists_without_teams_are_left_out(marts: Warehouse) -> None:
    """Of ACL 2022, no list has an affiliation. Of ACL 2021, one of two has."""
    panel = (
        "select year, is_covered from marts.venue_panel"
        " where venue = 'acl' and is_covered is not null order by year"
    )
    covered = [(2021, True), (2022, False), (2023, True), (2024, True)]
    assert marts.rows(panel) == covered
    rows = marts.rows("select * from marts.metrics where venue = 'acl' and period = '2022'")
    assert rows == []
    papers = "select count(*) from marts.papers where definitions = ['accepted_left_out']"
    assert marts.row(papers) == (9_970,)


def test_a_title_that_a_list_has_twice_counts_once(marts: Warehouse) -> None:
    papers = marts.frame("select * from marts.papers where venue = 'aaai' and year = 2019")
    estimate = value(marts, "paper_affiliation_coverage", "venue = 'aaai' and period = '2019'")
    assert estimate[1] == papers["is_counted"].sum() == papers["work_id"].nunique() < len(papers)


def test_countries_split_as_the_affiliations_do(marts: Warehouse) -> None:
    works = pd.concat([pooled_papers(marts, year) for year in (2020, 2021, 2022)])
    works = works.sort_values("has_affiliation", ascending=False).drop_duplicates("work_id")
    countries = marts.frame(
        "select distinct paper_key, country_code as country"
        " from intermediate.int_mentions"
        " where country_code is not null"
    )
    countries["part"] = 1 / countries.groupby("paper_key")["country"].transform("count")
    located = works.merge(countries, on="paper_key")
    german = located[located["country"] == "DE"]
    estimate = value(
        marts,
        "any_industry_share",
        "period = '2020-2022' and country = 'DE' and counting = 'fractional'",
    )
    expected = german.loc[german["has_industry"], "part"].sum() / german["part"].sum()
    unknown = len(works) - located["paper_key"].nunique()
    assert estimate == (pytest.approx(expected, abs=1e-9), len(german), unknown)


def test_shares_over_fixed_venues_are_a_regression_on_venue_and_year(marts: Warehouse) -> None:
    lists = marts.frame(
        "select panel.venue, panel.year, shares.k, shares.n from marts.venue_panel as panel"
        " inner join marts.metrics as shares on panel.venue = shares.venue"
        " and cast(panel.year as varchar) = shares.period and panel.listed_on = shares.vintage"
        " and panel.source = shares.source"
        " where is_in_panel and panel.source = 'lists' and definition = 'accepted'"
        " and metric = 'any_industry_share' and topic is null and country is null"
    )
    venues = pd.get_dummies(lists["venue"], dtype=float)
    years = pd.get_dummies(lists["year"], dtype=float)
    weights = np.sqrt(lists["n"].to_numpy())
    design = np.hstack([venues, years]) * weights[:, None]
    fit = np.linalg.lstsq(design, lists["k"] / lists["n"] * weights, rcond=None)[0]
    level = lists["n"] @ venues.to_numpy() / lists["n"].sum() @ fit[: venues.shape[1]]
    rows = marts.rows(
        "select cast(period as integer), value from marts.metrics"
        " where metric = 'any_industry_share' and definition = 'accepted_fixed_venues'"
        " and length(period) = 4"
    )
    assert dict(rows) == pytest.approx(
        dict(zip(years.columns, level + fit[venues.shape[1] :], strict=True))
    )
    assert len(rows) == 14
