"""Queries on models: training compute, its fitted lines, and gaps between team classes."""

from datetime import date
from typing import Any

import pandas as pd

from reports.marts.estimates import Estimate
from reports.marts.metric_query import IS_YEAR, SCHEMA
from reports.marts.reader import Fact, Marts, Scope, with_year
from reports.text.formatting import PURE_TEAMS, team_phrase

# The models behind the gaps of which an answer speaks.
COMPARED = "notable_compute_known_classed"


def trained_models(marts: Marts, scope: Scope, since: date) -> pd.DataFrame:
    """Return the models of a population with compute and a date, one row each, oldest first."""
    return marts.frame(
        f"""
        select model, organization, publication_date, year_fraction, team_class,
            training_compute_flop, log10_flop, source, vintage
        from {SCHEMA}.models
        where source = ? and vintage = ? and list_contains(definitions, ?)
            and log10_flop is not null and publication_date >= ?
        order by publication_date, model, organization, source_row
        """,
        [scope.source, scope.vintage, scope.definition, since],
    )


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


def fitted_lines(marts: Marts, scope: Scope) -> pd.DataFrame:
    """Return the fitted lines that may be shown, with doubling time in months and interval."""
    query, values = scope.select(period="all").select("*")
    return marts.frame(
        f"""
        with metrics as ({query})
        select fits.team_class, fits.n, fits.first_x, fits.last_x, fits.slope, fits.intercept,
            metrics.metric, metrics.definition, metrics.source, metrics.vintage,
            metrics.value, metrics.unit, metrics.ci_low, metrics.ci_high, metrics.ci_method
        from {SCHEMA}.compute_fits as fits
        inner join metrics
            on fits.definition = metrics.definition and fits.source = metrics.source
            and fits.vintage = metrics.vintage
            and fits.team_class is not distinct from metrics.team_class
        where fits.slope is not null
        order by fits.team_class nulls first
        """,
        values,
    )


def median_models(marts: Marts, gap: Estimate) -> dict[str, Fact]:
    """Return the models of median compute in the year of a gap, with the number of models.

    The keys are the names of both team classes; a class without models is left out.
    """
    facts = {
        team_phrase(team): marts.fact(
            f"""
            with ranked as (
                select model, count(*) over () as n,
                    row_number() over (order by log10_flop, model) as place
                from {SCHEMA}.models
                where source = ? and vintage = ? and list_contains(definitions, ?)
                    and team_class = ? and year(publication_date) = ? and log10_flop is not null
            )
            select coalesce(max(n), 0) as n, string_agg(model, ' and ' order by place) as models
            from ranked where place in ((n + 1) // 2, n // 2 + 1)
            """,
            [
                gap.source,
                gap.vintage,
                COMPARED,
                team,
                int(gap.period),
            ],
        )
        for team in PURE_TEAMS
    }
    return {team: fact for team, fact in facts.items() if fact.row["models"]}


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
        with metrics as ({query})
        select metrics.metric, metrics.definition, metrics.source, metrics.vintage,
            metrics.period, metrics.value, metrics.unit, metrics.n, metrics.n_unknown,
            metrics.ci_low, metrics.ci_high, metrics.ci_method,
            array_to_string(metrics.caveats, ';') as caveats,
            counts.* exclude (definition, source, vintage, period, suppressed)
        from metrics
        inner join {SCHEMA}.compute_gap_counts as counts using (definition, source, vintage, period)
        order by metrics.period, metrics.definition
        """,
        values,
    )
    return with_year(rows)
