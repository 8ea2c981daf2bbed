"""The same tables as those of the pipeline, by hand-written code in DuckDB, polars and pandas."""
