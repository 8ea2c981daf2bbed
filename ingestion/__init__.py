"""Ingestion: each source lands its publisher's files as immutable Parquet with a manifest.

The package is plain Python with DuckDB, and imports neither the orchestrator nor the warehouse nor
the reports.
"""
