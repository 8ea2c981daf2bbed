"""The rules of claims on the published record."""

from __future__ import annotations

from tests.record.warehouse import Warehouse

# A claim about 2000, when the record has one venue.
NOT_ON_THE_RECORD = {"industry_coauthors_rose"}


def test_each_rule_finds_its_estimate(marts: Warehouse) -> None:
    """A metric has the definition of the rule; a wrong class, period or unit finds no row."""
    unknown = marts.rows(
        """
        select metric, definition from reference.claim where metric is not null
        union all
        select metric, coalesce(against_definition, definition)
        from reference.claim where metric is not null
        except
        select metric, unnest(definitions) from intermediate.int_metrics
        """
    )
    assert unknown == []
    untested = marts.rows(
        "select claim from marts.claim_status"
        " where is_latest and metric is not null and status = 'cannot be tested'"
    )
    assert {claim for (claim,) in untested} == NOT_ON_THE_RECORD


def test_the_statuses_of_the_record(marts: Warehouse) -> None:
    rows = marts.rows(
        "select claim, status, k, n from marts.claim_status"
        " where is_latest and team_class is distinct from 'no_company'"
    )
    statuses = {claim: values for claim, *values in rows}
    assert statuses["academic_models_fell"] == ["holds", 22, 155]
    assert statuses["clusters_private_rose"][0] == "not decided"
    assert statuses["largest_models_industry"] == ["holds", 9, 10]
    assert statuses["academics_publish_most_of_field"][0] == "contradicted"


def test_a_majority_depends_on_who_is_academic(marts: Warehouse) -> None:
    """Universities alone write less than half of the field's papers, and with institutes more."""
    rows = marts.rows(
        "select team_class, status, verdict from marts.claim_status"
        " where is_latest and claim = 'academics_publish_most_of_field'"
    )
    verdict = "depends on who is academic"
    assert set(rows) == {
        ("academic_only", "contradicted", verdict),
        ("no_company", "holds", verdict),
    }
