"""Raw data in: each source lands its publisher's files as immutable Parquet with a manifest.

Plain Python over DuckDB. Knows nothing of the orchestrator, the warehouse or the reports.
"""
