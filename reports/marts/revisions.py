"""Queries on earlier vintages, revisions and published figures."""

from typing import Any

from reports.marts.estimates import Estimate
from reports.marts.metric_query import ANY, SCHEMA
from reports.marts.reader import ESTIMATE, Fact, Marts, Scope

COMPARISONS = "published_against_recomputed"


def period_vintages(marts: Marts, scope: Scope, team_class: str) -> list[Estimate]:
    """Return the shares of the fixed periods in every vintage of a list, newest vintage first."""
    query = scope.select(vintage=ANY, team_class=team_class, where="contains(period, '-')")
    return [
        Estimate.of(row)
        for row in marts.records(*query.select(ESTIMATE, "order by vintage desc, period_start"))
    ]


def published_figures(marts: Marts) -> list[dict[str, Any]]:
    """Return the figures that we recompute with our values, those of the paper first, by metric.

    Of the paper's figures, these are the comparisons that a statement names.
    """
    return marts.records(
        f"""
        select published.*, dim_metric.metric_id
        from {SCHEMA}.{COMPARISONS} as published
        inner join {SCHEMA}.dim_metric as dim_metric on published.metric = dim_metric.metric
        where not starts_with(published.paper_id, 'P') or published.in_paper is not null
        order by in_paper nulls last, metric_id, published, figure, definition, period
        """
    )


def revised_models(marts: Marts) -> list[dict[str, Any]]:
    """Return the notable models that entered, left or changed between the two newest lists."""
    return marts.records(
        f"""
        from {SCHEMA}.revised_models
        where definition = 'notable'
            and new_vintage = (select max(new_vintage) from {SCHEMA}.revised_models)
        order by change, publication_date desc nulls last, model
        """
    )


def answer_revisions(marts: Marts) -> list[dict[str, Any]]:
    """Return each answer on its list and the one before, with the models that moved between."""
    return marts.records(f"from {SCHEMA}.answer_revisions order by question")


def answer_revision(marts: Marts, question: str) -> Fact | None:
    """Return the answer to a question on the list before; None without one."""
    asked = [row["question"] for row in answer_revisions(marts)]
    if question not in asked:
        return None
    return marts.fact(f"from {SCHEMA}.answer_revisions where question = ?", [question])
