"""The same tables as the pipeline's, written by hand in DuckDB, polars and pandas."""
