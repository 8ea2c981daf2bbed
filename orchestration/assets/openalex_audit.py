"""A check of what changed silently: of works fetched anew, and of a part of the others each run.

What belongs here: how many calls a run may spend on it, and when to warn. What counts as a silent
change does not.
"""

import dagster as dg

from ingestion.errors import IngestionError, SourceOffError
from ingestion.landing.snapshots import connect
from ingestion.registry import SOURCES
from ingestion.sources.openalex.api import OpenAlexApi
from ingestion.sources.openalex.audit import audit, compare_reloaded
from ingestion.sources.openalex.budget import BudgetSpentError
from ingestion.sources.openalex.fetch import api_key
from orchestration.assets.ingest import raw_key
from orchestration.settings import Settings

# A hundredth of a free key's day: 10,000 works.
CALLS = 100
# Beyond this share of works with a silent change, what is held should be fetched anew.
WARN_RATE = 0.01


def sweep_check(settings: Settings) -> dg.AssetChecksDefinition:
    """The check; it never stops a run, and an unset key or a spent budget is no failure."""
    source = SOURCES["openalex"]

    @dg.asset_check(
        asset=raw_key(source),
        name="few_silent_changes",
        description=(
            f"At most {WARN_RATE:.0%} of the works looked at again are gone, or have changed in any"
            " field while their updated_date stood still; else reload with --full."
        ),
    )
    def few_silent_changes() -> dg.AssetCheckResult:
        with connect() as connection:
            anew = compare_reloaded(connection, source, settings.raw)
        said = f"fetched anew: {anew}; " if anew.checked else ""
        passed = anew.largest_rate <= WARN_RATE
        try:
            with connect() as connection, OpenAlexApi(api_key()) as api:
                report = audit(connection, api, source, settings.raw, CALLS)
        except (SourceOffError, BudgetSpentError) as reason:
            return _result(passed, f"{said}others are not looked at: {reason}")
        except IngestionError as error:
            return _result(False, f"{said}{error}")
        return _result(passed and report.largest_rate <= WARN_RATE, f"{said}{report}")

    return few_silent_changes


def _result(passed: bool, observed: str) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        passed=passed,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"observed": observed, "tool": "sweep"},
    )
