"""A job with a partition a publication year, so that years of OpenAlex can be fetched anew.

What belongs here: which years there are. How a year is fetched does not.
"""

from typing import Any

import dagster as dg

from ingestion.registry import SOURCES
from orchestration.defs.ingest import raw_key

OPENALEX_YEARS = "openalex_years"
YEARS = dg.TimeWindowPartitionsDefinition(
    start="1990", fmt="%Y", cron_schedule="0 0 1 1 *", end_offset=1
)


def backfill_job() -> Any:  # noqa: ANN401 - Dagster names its type in a private module
    """The job; a backfill of it is started in the UI or by ``dagster job backfill``."""
    key = raw_key(SOURCES["openalex"])
    return dg.define_asset_job(
        OPENALEX_YEARS,
        selection=dg.AssetSelection.assets(key).without_checks(),
        config=dg.PartitionedConfig(YEARS, run_config_for_partition_key_fn=_year_config),
        description="Fetch and land the works of one publication year, held or not.",
    )


def _year_config(year: str) -> dict[str, Any]:
    name = "__".join(raw_key(SOURCES["openalex"]).path)
    return {"ops": {name: {"config": {"years": [int(year)], "full": True}}}}
