"""Epoch AI's estimates of the AI chips of each owner, by designer and quarter (CC BY 4.0)."""

from __future__ import annotations

from ingestion.landing.csv_file import csv_reader
from ingestion.landing.schema import SOME, Column, Expected, RemoteFile, Rule, Source, date_rule

H100E = {
    "h100e_low": "H100e (5th percentile)",
    "h100e": "Compute estimate in H100e (median)",
    "h100e_high": "H100e (95th percentile)",
}
COLUMNS = (
    Column("owner", aliases=("Owner",), required=True, filled=True),
    Column("designer", aliases=("Chip manufacturer",), required=True, filled=True),
    Column("end_date", "DATE", ("End date",), required=True, filled=True),
    *(Column(name, "DOUBLE", (heading,), required=True) for name, heading in H100E.items()),
    Column("incomplete", aliases=("Incomplete",)),
)
OWNERS = ("Amazon", "China", "CoreWeave", "Google", "Meta", "Microsoft", "Oracle", "Other")
NAME = "ai_chip_owners_cumulative_by_designer.csv"


SOURCE = Source(
    name="chip_owners",
    table="stocks",
    publisher="Epoch AI",
    homepage="https://epoch.ai/data/ai-chip-owners",
    licence="CC-BY-4.0",
    citation="Epoch AI, 'Data on AI Chip Owners'. Published online at epoch.ai.",
    first_fetch="1 call, 1 MB",
    globs=(f"chip_owners/*{NAME}", f"chip_owners/*{NAME}.gz"),
    columns=COLUMNS,
    read=csv_reader("chip_owners", COLUMNS),
    rules=(
        Rule(
            "not coalesce(0 < h100e_low and h100e_low <= h100e and h100e <= h100e_high"
            " and h100e_high <= 1e10, false)",
            tuple(H100E),
            "must be above 0, at most 1e10 H100 equivalents, and in ascending order",
        ),
        date_rule("end_date", 2000, "1 year"),
    ),
    grain=("trim(owner)", "trim(designer)", "end_date"),
    expected=(Expected("chips of", "trim(owner)", lambda: dict.fromkeys(OWNERS, SOME)),),
    remote_files=(RemoteFile(NAME, f"https://epoch.ai/data/{NAME}"),),
)
