"""The dbt models on Apache Spark."""

from __future__ import annotations

# Models that Spark does not build, with the reason. A test compares all other marts.
STAYS_ON_DUCKDB = {
    "label_revision": "It reads the histories, which dbt keeps as snapshots in the DuckDB file.",
}
