"""Partitioned jobs that fetch single years of OpenAlex and single paper lists again."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import dagster as dg

from ingestion.registry import SOURCES
from ingestion.sources.papercopilot.fetch import PaperList, paper_lists
from orchestration.assets.ingest import raw_key

OPENALEX_YEARS = "openalex_years"
PAPERCOPILOT_LISTS = "papercopilot_lists"
YEARS = dg.TimeWindowPartitionsDefinition(
    start="1990", fmt="%Y", cron_schedule="0 0 1 1 *", end_offset=1
)


def backfill_jobs() -> list[Any]:
    """Define the jobs. The UI or ``dagster job backfill`` starts a backfill."""
    this_year = dt.datetime.now(dt.UTC).year
    known = {paper_list.name: paper_list for paper_list in paper_lists(this_year)}
    return [
        _job(
            OPENALEX_YEARS,
            "openalex",
            YEARS,
            lambda year: {"years": [int(year)]},
            "Fetch and land the works of one publication year, stored or not.",
        ),
        _job(
            PAPERCOPILOT_LISTS,
            "papercopilot",
            dg.StaticPartitionsDefinition(sorted(known)),
            lambda name: _list_config(known[name]),
            "Fetch and land the paper list of one venue and year, stored or not. Off by default.",
        ),
    ]


def _job(
    name: str,
    source: str,
    partitions: dg.PartitionsDefinition[str],
    scope: Callable[[str], dict[str, Any]],
    description: str,
) -> Any:  # noqa: ANN401 - Dagster names its type in a private module
    key = raw_key(SOURCES[source])

    def configure(partition: str) -> dict[str, Any]:
        return {"ops": {"__".join(key.path): {"config": {**scope(partition), "full": True}}}}

    return dg.define_asset_job(
        name,
        selection=dg.AssetSelection.assets(key).without_checks(),
        config=dg.PartitionedConfig(partitions, run_config_for_partition_key_fn=configure),
        description=description,
    )


def _list_config(paper_list: PaperList) -> dict[str, Any]:
    """Return the scope of one list."""
    return {"years": [paper_list.year], "venues": [paper_list.venue]}
