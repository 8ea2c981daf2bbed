"""The headlines of the record, which a first live day is compared with.

``python -m orchestration.judge.headlines`` writes them after a run of the record.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb

from ingestion.landing.schema import literal
from orchestration.run import settings
from orchestration.run.settings import DBT_PROJECT

FILE = DBT_PROJECT / "seeds" / "gates" / "record_headline.csv"
HEADLINES = """
select
    metric, definition, source, vintage, period, team_class, sector, counting, unit, n,
    round(columns(['value', 'ci_low', 'ci_high']), 6)
from marts.headline_history
where is_latest and value is not null
order by all
"""


def write(warehouse: Path, file: Path) -> None:
    """Write the newest headlines of a warehouse as a seed of dbt."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        connection.execute(f"copy ({HEADLINES}) to {literal(file)} (header)")


if __name__ == "__main__":
    write(replace(settings.load(), sources=settings.RECORD_SOURCES).warehouse, FILE)
