"""Profiles: measures of a layer, and how they moved since the last accepted build.

``python -m orchestration.judge.profile`` writes the record's profile after its run. It is
the accepted one where nothing was published.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd

from ingestion.landing.schema import literal
from orchestration.judge.suites.layers import TABLES
from orchestration.run import settings

HERE = Path(__file__).parent
RECORD_PROFILE = HERE / "record_profile.csv"
FILE = "profile.csv"
COLUMNS = "'layer': 'varchar', 'subject': 'varchar', 'measure': 'varchar', 'value': 'double'"
NOTHING = "select '' as subject, '' as measure, 0.0 as value where false"
# What a release no longer defines is not gone. The subject of estimates is their metric,
# definition, source and unit.
STILL_DEFINED = """
len(string_split(subject, ', ')) < 4 or exists (
    select 1 from intermediate.int_metric_lists as lists
    where lists.list = 'definitions' and starts_with(subject, concat_ws(', ', metric, item, ''))
)
"""
# Rows and parts that are gone are none, and what is new has not moved.
COMPARED = """
with old as ({accepted}),

new as ({measures})

select
    coalesce(old.subject, new.subject) as subject,
    coalesce(old.measure, new.measure) as measure,
    old.value as accepted,
    new.value as value,
    coalesce(new.value, nothing) / nullif(old.value, 0) as ratio,
    coalesce(new.value, nothing) - old.value as difference,
    example
from new
full join old using (subject, measure)
cross join lateral (
    select if(measure like 'rows%' or measure like 'share_of%', 0, null) as nothing
)
order by all
"""


def measures(layer: str) -> str:
    """Return the query of the measures of a layer."""
    return (HERE / f"{layer}.sql").read_text(encoding="utf-8")


def compared(
    connection: duckdb.DuckDBPyConnection, layer: str, accepted: Path | None
) -> pd.DataFrame:
    """Measure a layer, beside the accepted profile. Without one, nothing has moved."""
    old = NOTHING
    if accepted:
        rows = f"read_csv({literal(accepted)}, columns = {{{COLUMNS}}})"
        old = f"select subject, measure, value from {rows} where layer = '{layer}'"
        old += f" and ({STILL_DEFINED})" if layer == "marts" else ""
    query = COMPARED.format(accepted=old, measures=measures(layer))
    return connection.execute(query).df()


def write_profile(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Write the measures of all layers that may move."""
    layers = " union all by name ".join(
        f"select '{layer}' as layer, * from ({measures(layer)})" for layer in TABLES
    )
    query = f"""
        select layer, subject, measure, round(value, 6) as value
        from ({layers})
        where subject <> 'rule'
        order by all
    """
    connection.execute(f"copy ({query}) to {literal(path)} (header)")


if __name__ == "__main__":
    record = replace(settings.load(), sources=settings.RECORD_SOURCES)
    with duckdb.connect(str(record.warehouse), read_only=True) as warehouse:
        write_profile(warehouse, RECORD_PROFILE)
