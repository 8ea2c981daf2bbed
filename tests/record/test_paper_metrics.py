"""Paper metrics on the publishers' own files, counted again in pandas from the rows of papers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest

SOURCE = "papercopilot"


@pytest.fixture(scope="module")
def warehouse(real_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    path = real_home / "warehouse" / "publishers.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        yield connection


def value(warehouse: duckdb.DuckDBPyConnection, metric: str, where: str) -> tuple[float, int, int]:
    """Return value, n and n_unknown of one pooled estimate of the accepted papers."""
    rows = warehouse.execute(
        "select value, n, n_unknown from marts.metrics where metric = ? and source = ?"
        f" and definition = 'accepted' and {where}",
        [metric, SOURCE],
    ).fetchall()
    assert len(rows) == 1
    return rows[0]


def pooled_papers(warehouse: duckdb.DuckDBPyConnection, year: int) -> pd.DataFrame:
    """Return the accepted works of a year in the newest lists, each once."""
    papers = warehouse.execute(
        "select shown.* exclude (citations), listed.citations, listed.paper_key"
        " from marts.papers as shown"
        " inner join intermediate.int_papers as listed using (paper_id)"
        " where shown.source = ? and shown.is_latest and shown.year = ?"
        " and list_contains(definitions, 'accepted')",
        [SOURCE, year],
    ).df()
    order = ["has_affiliation", "venue", "paper_id"]
    return papers.sort_values(order, ascending=[False, True, True]).drop_duplicates("work_id")


def test_citation_shares_are_those_of_the_rows(warehouse: duckdb.DuckDBPyConnection) -> None:
    papers = pooled_papers(warehouse, 2018)
    known = papers[(papers["team_class"] != "unknown") & papers["citations"].notna()]
    cited = known.groupby("team_class")["citations"].sum()
    found = value(
        warehouse,
        "citation_weighted_share",
        "period = '2018' and team_class = 'industry_only' and venue is null",
    )
    expected = cited["industry_only"] / cited.sum()
    assert found == (pytest.approx(expected, abs=1e-12), len(known), len(papers) - len(known))


@pytest.mark.parametrize("counting", ["full", "fractional"])
def test_author_shares_are_those_of_the_rows(
    warehouse: duckdb.DuckDBPyConnection, counting: str
) -> None:
    papers = pooled_papers(warehouse, 2021)
    authors = papers[["academia_authors", "industry_authors", "other_authors"]]
    known = authors[authors.sum(axis=1) > 0]
    if counting == "fractional":
        known = known.div(papers.loc[known.index, "author_count"], axis=0)
    sums = known.sum()
    found = value(
        warehouse,
        "author_sector_share",
        f"period = '2021' and sector = 'industry' and counting = '{counting}'",
    )
    expected = sums["industry_authors"] / sums.sum()
    assert found == (pytest.approx(expected, abs=1e-7), len(known), len(papers) - len(known))


def test_collaboration_is_that_of_the_authors(warehouse: duckdb.DuckDBPyConnection) -> None:
    """The authors of CVPR 2019 are counted one by one."""
    slots = warehouse.execute(
        "select m.paper_key, m.slot, bool_or(a.has_academia) as academic,"
        " bool_or(a.has_industry) as industrial"
        " from intermediate.int_papers__affiliations as m"
        " inner join intermediate.int_affiliations as a using (affiliation)"
        " inner join intermediate.int_papers as p using (paper_key)"
        " where p.venue = 'cvpr' and p.year = 2019 and p.is_aligned and p.outcome = 'accepted'"
        " group by m.paper_key, m.slot"
    ).df()
    slots = slots[slots["academic"] | slots["industrial"]]
    slots = slots.assign(half=(slots["academic"] * 1.0 + ~slots["industrial"]) / 2)
    teams = slots.groupby("paper_key").agg(
        size=("slot", "count"), half=("half", "sum"), a=("academic", "any"), i=("industrial", "any")
    )
    teams = teams[teams["size"] > 1]
    p = teams["half"].sum() / teams["size"].sum()
    expected = (1 - p ** teams["size"] - (1 - p) ** teams["size"]).sum()
    found = value(warehouse, "normalised_collaboration", "period = '2019' and venue = 'cvpr'")
    assert found[:2] == (pytest.approx((teams["a"] & teams["i"]).sum() / expected), len(teams))
    assert found[0] < 1


def test_countries_split_as_the_affiliations_do(warehouse: duckdb.DuckDBPyConnection) -> None:
    works = pd.concat([pooled_papers(warehouse, year) for year in (2020, 2021, 2022)])
    works = works.sort_values("has_affiliation", ascending=False).drop_duplicates("work_id")
    countries = warehouse.execute(
        "select distinct paper_key, country_code as country"
        " from intermediate.int_papers__affiliations"
        " inner join intermediate.int_affiliations using (affiliation)"
        " where country_code is not null"
    ).df()
    countries["part"] = 1 / countries.groupby("paper_key")["country"].transform("count")
    located = works.merge(countries, on="paper_key")
    german = located[located["country"] == "DE"]
    found = value(
        warehouse,
        "any_industry_share",
        "period = '2020-2022' and country = 'DE' and counting = 'fractional'",
    )
    expected = german.loc[german["has_industry"], "part"].sum() / german["part"].sum()
    unknown = len(works) - located["paper_key"].nunique()
    assert found == (pytest.approx(expected, abs=1e-9), len(german), unknown)


def test_a_full_list_holds_what_the_conference_accepted(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = value(warehouse, "paper_listing_coverage", "period = '2019' and venue = 'cvpr'")
    assert found[:2] == (1.0, 1294)


def test_errors_of_the_dictionary_move_shares_by_little(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    rows = warehouse.execute(
        "select adjusted.value - raw.value, adjusted.ci_high - adjusted.ci_low,"
        " raw.ci_high - raw.ci_low"
        " from marts.metrics as raw inner join marts.metrics as adjusted"
        " using (metric, source, vintage, period)"
        " where metric = 'any_industry_share' and raw.definition = 'accepted'"
        " and adjusted.definition = 'accepted_adjusted' and raw.venue is null"
        " and adjusted.venue is null and raw.country is null and raw.topic is null"
        " and raw.n >= 1000"
        " and regexp_full_match(period, '[0-9]{4}')"
    ).fetchall()
    assert len(rows) >= 10
    assert all(abs(change) < 0.03 for change, _, _ in rows)
    assert all(adjusted > raw for _, adjusted, raw in rows)


def test_labels_are_measured_with_ror(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        "select dictionary, n from marts.affiliation_accuracy where label_set = 'own labels'"
        " and split = 'test' and stratum = 'mention' and measure = 'exact set'"
    ).fetchall()
    assert rows == [("with ROR", 280)]
    labels = warehouse.execute("select sum(strings) from marts.affiliation_confusion").fetchone()
    assert labels == (560,)
