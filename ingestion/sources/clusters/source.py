"""Epoch AI's list of GPU clusters, with performance and sector (CC BY 4.0)."""

from __future__ import annotations

from ingestion.landing.csv_file import csv_reader
from ingestion.landing.schema import SOME, Column, Expected, RemoteFile, Rule, Source, date_rule

COLUMNS = (
    Column("name", aliases=("Name",), required=True),
    Column("status", aliases=("Status",), required=True),
    Column("certainty", aliases=("Certainty",)),
    Column("single_cluster", aliases=("Single cluster?",)),
    Column("sector", aliases=("Sector",), required=True),
    Column("owner", aliases=("Owner",)),
    Column("country", aliases=("Country",)),
    Column("first_operational_date", "DATE", ("First Operational Date",), required=True),
    # Stored snapshots have this column as text.
    Column("decommissioned_date", aliases=("Decommissioned Date (if applicable)",)),
    Column("operations_16_bit", "DOUBLE", ("16-bit OP/s",), required=True),
    Column("h100_equivalents", "DOUBLE", ("H100 equivalents",)),
    Column("chip_type", aliases=("Chip type (primary)",)),
    Column("power_capacity_mw", "DOUBLE", ("Power Capacity (MW)",)),
    Column("possible_duplicate", aliases=("Possible Duplicate",)),
    Column("builds_upon", aliases=("Builds Upon",)),
    Column("superseded_by", aliases=("Superseded by",)),
    Column("in_standard_analysis", aliases=("Include in Standard Analysis",)),
    Column("exclude", aliases=("Exclude",)),
)


SOURCE = Source(
    name="clusters",
    table="clusters",
    publisher="Epoch AI",
    homepage="https://epoch.ai/data/gpu-clusters",
    licence="CC-BY-4.0",
    citation="Epoch AI, 'Data on GPU clusters'. Published online at epoch.ai.",
    first_fetch="1 call, 1 MB",
    globs=("clusters/*gpu_clusters.csv", "clusters/*gpu_clusters.csv.gz"),
    columns=COLUMNS,
    read=csv_reader("clusters", COLUMNS),
    rules=(
        Rule(
            "operations_16_bit <= 0 or operations_16_bit > 1e25"
            " or h100_equivalents <= 0 or h100_equivalents > 1e10",
            ("operations_16_bit", "h100_equivalents"),
            "must be above 0, and at most 1e25 OP/s and 1e10 H100 equivalents",
        ),
        Rule(
            r"not regexp_full_match(trim(decommissioned_date), '(\d{4}(-\d{2}){0,2})?')",
            ("decommissioned_date",),
            "must be a date, as 2024-05-31, 2024-05 or 2024",
        ),
        date_rule("first_operational_date", 1940, "30 years"),
    ),
    expected=(
        Expected("clusters of sector", "lower(sector)", lambda: {"private": SOME, "public": SOME}),
    ),
    remote_files=(RemoteFile("gpu_clusters.csv", "https://epoch.ai/data/gpu_clusters.csv"),),
)
