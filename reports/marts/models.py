"""Queries on models: training compute, its fitted lines, and gaps between team classes."""

from typing import Any

import pandas as pd

from reports.marts.estimates import Estimate
from reports.marts.metric_query import IS_YEAR, SCHEMA
from reports.marts.reader import Fact, Marts, Scope, with_year

# The models behind the gaps of which an answer speaks.
COMPARED = "notable_compute_known_classed"


def listed_models(marts: Marts, scope: Scope) -> list[dict[str, Any]]:
    """Return the models of a list that a definition has, newest first, with what decided."""
    return marts.records(
        f"""
        select model, link, publication_date, organization, owners, team_class, has_academia,
            has_industry, class_evidence, labelled_class, base_model, base_class,
            base_log10_flop, training_compute_flop, log10_flop, confidence, country_codes,
            is_open, definitions
        from {SCHEMA}.models
        where source = ? and vintage = ? and definitions is not null
        order by publication_date desc nulls last, model, source_row
        """,
        [scope.source, scope.vintage],
    )


def confidences(marts: Marts, share: Estimate) -> Fact:
    """Count the notable models of a list and year with compute, by the publisher's confidence."""
    return marts.fact(
        f"""
        select
            count(*) filter (lower(confidence) = 'confident') as confident,
            count(*) filter (lower(confidence) = 'likely') as likely,
            count(*) filter (lower(confidence) = 'speculative') as speculative
        from {SCHEMA}.models
        where source = ? and vintage = ? and list_contains(definitions, ?)
            and year(publication_date) = ? and log10_flop is not null
        """,
        [share.source, share.vintage, share.definition, int(share.period)],
    )


def gaps(marts: Marts, scope: Scope, definitions: tuple[str, ...]) -> pd.DataFrame:
    """Return the yearly gaps that may be shown, with both teams' numbers of models."""
    gap = scope.select(definition=definitions, where=f"ci_low is not null and {IS_YEAR}")
    query, values = gap.select("*")
    rows = marts.frame(
        f"""
        with metrics as ({query}),
        counts as (
            select source, vintage, cast(year(publication_date) as varchar) as period,
                count(*) filter (team_class = 'industry_only') as n_industry_only,
                count(*) filter (team_class = 'academic_only') as n_academic_only
            from {SCHEMA}.models
            where list_contains(definitions, '{COMPARED}') and log10_flop is not null
            group by all
        )
        select metrics.metric, metrics.definition, metrics.source, metrics.vintage,
            metrics.period, metrics.value, metrics.unit, metrics.n, metrics.n_unknown,
            metrics.ci_low, metrics.ci_high, metrics.ci_method,
            array_to_string(metrics.caveats, ';') as caveats,
            counts.n_industry_only, counts.n_academic_only
        from metrics
        inner join counts using (source, vintage, period)
        order by metrics.period, metrics.definition
        """,
        values,
    )
    return with_year(rows)
