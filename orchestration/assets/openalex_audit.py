"""Check that OpenAlex works do not change without a new ``updated_date``.

It covers works that were fetched again, and a part of the other works in each run.
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
from orchestration.warehouse import LOCK

# 1% of the daily calls of a free key: 10,000 works.
CALLS = 100
# Above this share of changed works, a reload with --full is worth its calls.
WARN_RATE = 0.01


def audit_check(settings: Settings) -> dg.AssetChecksDefinition:
    """Define the check. It warns only, and passes without a key or a remaining budget."""
    source = SOURCES["openalex"]

    @dg.asset_check(
        asset=raw_key(source),
        name="few_silent_changes",
        description=(
            f"At most {WARN_RATE:.0%} of the checked works are gone or have a changed field with"
            " the same updated_date. If it fails, reload with --full."
        ),
        required_resource_keys={LOCK},
    )
    def few_silent_changes() -> dg.AssetCheckResult:
        with connect() as connection:
            reloaded = compare_reloaded(connection, source, settings.raw)
        prefix = f"fetched again: {reloaded}; " if reloaded.checked else ""
        passed = reloaded.largest_rate <= WARN_RATE
        try:
            with connect() as connection, OpenAlexApi(api_key()) as api:
                report = audit(connection, api, source, settings.raw, CALLS)
        except (SourceOffError, BudgetSpentError) as reason:
            return _result(passed, f"{prefix}other works are not checked: {reason}")
        except IngestionError as error:
            return _result(False, f"{prefix}{error}")
        return _result(passed and report.largest_rate <= WARN_RATE, f"{prefix}{report}")

    return few_silent_changes


def _result(passed: bool, observed: str) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        passed=passed,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"observed": observed, "tool": "sweep"},
    )
