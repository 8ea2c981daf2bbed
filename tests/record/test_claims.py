"""The rules of claims on the published record."""

from __future__ import annotations

import duckdb

# A claim about the lists that the record leaves out, or about abstracts and citations.
NOT_ON_THE_RECORD = {
    "company_papers_cited_more",
    "industry_cited_more",
    "industry_coauthors_rose",
    "industry_models_adopted",
}


def test_each_rule_finds_its_estimate(marts: duckdb.DuckDBPyConnection) -> None:
    """A metric has the definition of the rule; a wrong class, period or unit finds no row."""
    unknown = marts.execute(
        """
        with used as (
            select metric, definition from reference.claim
            union all
            select coalesce(against_metric, metric), coalesce(against_definition, definition)
            from reference.claim
        )
        select metric, definition from used
        left join reference.metric as metrics using (metric)
        where definition is not null
            and not coalesce(list_contains(string_split(definitions, ';'), definition), false)
        """
    ).fetchall()
    assert unknown == []
    untested = marts.execute(
        "select claim from marts.claim_status"
        " where is_latest and metric is not null and status = 'cannot be tested'"
    ).fetchall()
    assert {claim for (claim,) in untested} == NOT_ON_THE_RECORD


def test_the_statuses_of_the_record(marts: duckdb.DuckDBPyConnection) -> None:
    """Growth of private clusters is not decided, although 2025 is far above 2019."""
    rows = marts.execute(
        "select claim, status, k, n, against_k, against_n, unit, round(value, 3)"
        " from marts.claim_status where is_latest"
    ).fetchall()
    found = {claim: values for claim, *values in rows}
    assert found["academic_models_fell"] == ["holds", 22, 155, 29, 42, "share_gap", -0.549]
    assert found["clusters_private_rose"][0] == "not decided"
    assert found["industry_above_90"][0] == "not decided"
    assert found["mixing_below_chance"][0] == "holds"
    assert not [claim for claim, (status, *_) in found.items() if status == "contradicted"]
