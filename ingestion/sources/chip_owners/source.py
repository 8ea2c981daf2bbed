"""Epoch AI's estimates of the AI chips of each owner, by designer and quarter (CC BY 4.0)."""

from __future__ import annotations

from pathlib import Path

import duckdb

from ingestion.landing.csv_file import read_csv_part
from ingestion.landing.schema import Column, Part, RemoteFile, Rule, Source

COLUMNS = (
    Column("owner", aliases=("Owner",), required=True, filled=True),
    Column("designer", aliases=("Chip manufacturer",), required=True, filled=True),
    Column("end_date", "DATE", ("End date",), required=True, filled=True),
    Column(
        "h100_equivalents",
        "DOUBLE",
        ("Compute estimate in H100e (median)",),
        required=True,
        filled=True,
    ),
    Column(
        "h100_equivalents_low",
        "DOUBLE",
        ("H100e (5th percentile)", "Compute estimate in H100e (5th percentile)"),
        required=True,
        filled=True,
    ),
    Column(
        "h100_equivalents_high",
        "DOUBLE",
        ("H100e (95th percentile)", "Compute estimate in H100e (95th percentile)"),
        required=True,
        filled=True,
    ),
    Column("incomplete", aliases=("Incomplete",)),
)
NAME = "ai_chip_owners_cumulative_by_designer.csv"


def read(connection: duckdb.DuckDBPyConnection, path: Path, file: str, scratch: Path) -> list[Part]:
    """Read the CSV download as one table."""
    return [read_csv_part(connection, path, file, "chip_owners", COLUMNS, scratch)]


SOURCE = Source(
    name="chip_owners",
    table="stocks",
    publisher="Epoch AI",
    homepage="https://epoch.ai/data/ai-chip-owners",
    licence="CC-BY-4.0",
    citation="Epoch AI, 'Data on AI Chip Owners'. Published online at epoch.ai.",
    refresh_days=30,
    globs=(f"chip_owners/*{NAME}",),
    columns=COLUMNS,
    read=read,
    max_set_aside=0.02,
    rules=(
        Rule(
            "h100_equivalents_low <= 0 or h100_equivalents_high > 1e10"
            " or h100_equivalents not between h100_equivalents_low and h100_equivalents_high",
            ("h100_equivalents_low", "h100_equivalents", "h100_equivalents_high"),
            "must be above 0, at most 1e10 H100 equivalents, and in ascending order",
        ),
    ),
    remote_files=lambda _: [RemoteFile(NAME, f"https://epoch.ai/data/{NAME}")],
)
