"""The functions that decide and estimate: plain Python, without dbt, DuckDB or Dagster."""
