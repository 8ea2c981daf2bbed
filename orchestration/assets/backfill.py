"""Jobs with partitions, so that single years of OpenAlex and single lists can be fetched anew.

What belongs here: which years and lists there are. How one is fetched does not.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

import dagster as dg

from ingestion.fetching.schedule import VenueYear
from ingestion.registry import SOURCES
from ingestion.sources.openreview import selection as openreview
from ingestion.sources.papercopilot import selection as papercopilot
from orchestration.assets.ingest import raw_key

OPENALEX_YEARS = "openalex_years"
PAPERCOPILOT_LISTS = "papercopilot_lists"
OPENREVIEW_LISTS = "openreview_lists"
YEARS = dg.TimeWindowPartitionsDefinition(
    start="1990", fmt="%Y", cron_schedule="0 0 1 1 *", end_offset=1
)


def backfill_jobs() -> list[Any]:
    """The jobs; a backfill is started in the UI or by ``dagster job backfill``."""
    this_year = dt.datetime.now(dt.UTC).year
    known = {one.name: one for one in papercopilot.paper_lists(this_year)}
    listed = {one.name: one for one in openreview.paper_lists(this_year)}
    return [
        _job(
            OPENALEX_YEARS,
            "openalex",
            YEARS,
            lambda year: {"years": [int(year)]},
            "Fetch and land the works of one publication year, held or not.",
        ),
        _job(
            PAPERCOPILOT_LISTS,
            "papercopilot",
            dg.StaticPartitionsDefinition(sorted(known)),
            lambda name: _list_config(known[name]),
            "Fetch and land the list of one venue and year, held or not; off unless switched on.",
        ),
        _job(
            OPENREVIEW_LISTS,
            "openreview",
            dg.StaticPartitionsDefinition(sorted(listed)),
            lambda name: _list_config(listed[name]),
            "Fetch and land the notes of one venue and year, held or not.",
        ),
    ]


def _job(
    name: str,
    source: str,
    partitions: dg.PartitionsDefinition[str],
    wanted: Callable[[str], dict[str, Any]],
    description: str,
) -> Any:  # noqa: ANN401 - Dagster names its type in a private module
    key = raw_key(SOURCES[source])

    def configure(partition: str) -> dict[str, Any]:
        return {"ops": {"__".join(key.path): {"config": {**wanted(partition), "full": True}}}}

    return dg.define_asset_job(
        name,
        selection=dg.AssetSelection.assets(key).without_checks(),
        config=dg.PartitionedConfig(partitions, run_config_for_partition_key_fn=configure),
        description=description,
    )


def _list_config(one: VenueYear) -> dict[str, Any]:
    """A list of all years comes with any."""
    year = dt.datetime.now(dt.UTC).year if one.year is None else one.year
    return {"years": [year], "venues": [one.venue]}
