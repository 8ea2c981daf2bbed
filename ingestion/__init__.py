"""Ingestion: each source lands its publisher's files as immutable Parquet with a manifest.

The package is plain Python with DuckDB, and imports neither the orchestrator nor the warehouse nor
the reports.
"""

from pathlib import Path

# The published record, which is the vintage before the first live one.
RECORD = Path(__file__).with_name("embedded")
