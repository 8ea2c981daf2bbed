"""Epoch AI's AI data centers: sites, and what each has or will have by date (CC BY 4.0)."""

from __future__ import annotations

import dataclasses

from ingestion.errors import IngestionError
from ingestion.landing.csv_file import read_csv_part
from ingestion.landing.packed import extract_members
from ingestion.landing.schema import Column, Input, Part, RemoteFile, Rule, Source

COLUMNS = (
    Column("site", aliases=("Data center", "Name", "Handle"), required=True, filled=True),
    Column("owner", aliases=("Owner",)),
    Column("country", aliases=("Country",)),
    Column("date", "DATE", ("Date",)),
    Column("h100e", "DOUBLE", ("H100 equivalents",)),
    Column("power_mw", "DOUBLE", ("Power (MW)",)),
)
# The part of a file, and the columns that it must have.
PARTS = {
    "data_centers.csv": ("sites", ("site", "owner")),
    "data_center_timelines.csv": ("timelines", ("site", "date", "h100e")),
}


def read(file: Input) -> list[Part]:
    """Read one of the two tables, or both from the publisher's zip."""
    is_zip = file.path.suffix == ".zip"
    files = extract_members(file, ".csv") if is_zip else [file]
    parts = [
        read_csv_part(table, name, _required(required))
        for ending, (name, required) in PARTS.items()
        for table in files
        if table.path.name.endswith(ending)
    ]
    if is_zip and len(parts) < len(PARTS):
        raise IngestionError(file.name, f"the zip lacks one of {', '.join(PARTS)}")
    return parts


def _required(names: tuple[str, ...]) -> list[Column]:
    return [dataclasses.replace(column, required=column.name in names) for column in COLUMNS]


SOURCE = Source(
    name="data_centers",
    table="data_centers",
    publisher="Epoch AI",
    homepage="https://epoch.ai/data/ai-data-centers",
    licence="CC-BY-4.0",
    citation="Epoch AI, 'AI Data Centers'. Published online at epoch.ai.",
    first_fetch="1 call, 1 MB",
    globs=(
        *(f"data_centers/*{ending}{gz}" for ending in PARTS for gz in ("", ".gz")),
        "data_centers/*data_centers.zip",
    ),
    columns=COLUMNS,
    read=read,
    rules=(
        Rule(
            "h100e < 0 or h100e > 1e10 or power_mw < 0 or power_mw > 1e6",
            ("h100e", "power_mw"),
            "must be from 0 to 1e10 H100 equivalents and 1e6 MW",
        ),
        Rule(
            "part = 'timelines' and (date is null or date < date '2000-01-01'"
            " or date > vintage + interval 30 years)",
            ("date",),
            "must be between 2000 and 30 years after the file's vintage",
        ),
    ),
    remote_files=(
        RemoteFile("data_centers.zip", "https://epoch.ai/data/data_centers/data_centers.zip"),
    ),
)
