"""The rules of claims on the published record."""

from __future__ import annotations

import duckdb

# A claim about citations, which the record lacks, or about 2000, when it has one venue.
NOT_ON_THE_RECORD = {
    "company_papers_cited_more",
    "industry_cited_more",
    "industry_coauthors_rose",
}


def test_each_rule_finds_its_estimate(marts: duckdb.DuckDBPyConnection) -> None:
    """A metric has the definition of the rule; a wrong class, period or unit finds no row."""
    unknown = marts.execute(
        """
        select metric, definition from reference.claim where metric is not null
        union all
        select coalesce(against_metric, metric), coalesce(against_definition, definition)
        from reference.claim where metric is not null
        except
        select metric, unnest(definitions) from intermediate.int_metrics
        """
    ).fetchall()
    assert unknown == []
    untested = marts.execute(
        "select claim from marts.claim_status"
        " where is_latest and metric is not null and status = 'cannot be tested'"
    ).fetchall()
    assert {claim for (claim,) in untested} == NOT_ON_THE_RECORD


def test_the_statuses_of_the_record(marts: duckdb.DuckDBPyConnection) -> None:
    rows = marts.execute("select claim, status, k, n from marts.claim_status where is_latest")
    statuses = {claim: values for claim, *values in rows.fetchall()}
    assert statuses["academic_models_fell"] == ["holds", 22, 155]
    assert statuses["clusters_private_rose"][0] == "not decided"
    assert statuses["largest_models_industry"] == ["too few", 9, 10]
    assert statuses["academics_publish_most_of_field"][0] == "contradicted"
