"""Ingestion: each source lands its publisher's files as immutable Parquet with a manifest.

Plain Python over DuckDB. It imports neither the orchestrator nor the warehouse nor the reports.
"""
