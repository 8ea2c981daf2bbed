"""Epoch AI's lists of machine-learning models, with training compute (CC BY 4.0).

The files are the CSV downloads (notable, all, large-scale, frontier), the publisher's zip of them,
and exports of the Google sheets of 2022 and 2023.
"""

from __future__ import annotations

import dataclasses
import re

from ingestion.errors import IngestionError
from ingestion.landing.csv_file import read_csv_part
from ingestion.landing.packed import extract_members
from ingestion.landing.schema import (
    SOME,
    Column,
    Expected,
    Input,
    Part,
    RemoteFile,
    Rule,
    Source,
    date_rule,
)

COLUMNS = (
    Column("model", aliases=("Model", "System"), required=True),
    Column("organization", aliases=("Organization", "Organization(s)"), required=True),
    Column(
        "organization_categorization",
        aliases=("Organization categorization", "Organization categorization (from Organization)"),
        needed=True,
    ),
    Column("publication_date", "DATE", ("Publication date",), required=True),
    Column("domain", aliases=("Domain",)),
    Column("task", aliases=("Task",)),
    Column("authors", aliases=("Authors", "Author(s)")),
    Column("reference", aliases=("Reference",)),
    Column("link", aliases=("Link",)),
    Column("citations", "DOUBLE", ("Citations",)),
    Column("notability_criteria", aliases=("Notability criteria", "Inclusion criteria")),
    Column("inclusion_criteria_met", aliases=("Inclusion criteria met",)),
    Column("exclude", aliases=("Exclude",)),
    Column("parameters", "DOUBLE", ("Parameters",)),
    Column(
        "training_compute_flop",
        "DOUBLE",
        ("Training compute (FLOP)", "Training compute (FLOPs)"),
        needed=True,
    ),
    Column("training_compute_lower_bound", "DOUBLE", ("Training compute lower bound",)),
    Column("training_compute_upper_bound", "DOUBLE", ("Training compute upper bound",)),
    Column("training_compute_notes", aliases=("Training compute notes",)),
    Column("confidence", aliases=("Confidence",)),
    Column("country", aliases=("Country (of organization)", "Country (from Organization)")),
    Column("abstract", aliases=("Abstract",)),
    Column("base_model", aliases=("Base model",)),
    Column("model_accessibility", aliases=("Model accessibility", "Open-source")),
    Column("open_model_weights", aliases=("Open model weights?",)),
    Column("frontier_model", aliases=("Frontier model",)),
    Column("self_supervised_training", aliases=("Self-supervised training",)),
    Column("compute_sponsor_categorization", aliases=("Compute sponsor categorization",)),
    Column("training_hardware", aliases=("Training hardware",)),
    Column("hardware_quantity", "DOUBLE", ("Hardware quantity",)),
    Column(
        "hardware_utilization", "DOUBLE", ("Hardware utilization (MFU)", "Hardware utilization")
    ),
)
KINDS = ("notable", "large_scale", "frontier", "all")
# Metrics read these lists.
READ = ("notable", "all")
LABELS = tuple(f"{kind} {label}" for kind in READ for label in ("Academia", "Industry"))
SHEET_HEADING = "Inclusion criteria"


def read(file: Input) -> list[Part]:
    """Read a CSV file, or every CSV file of a zip. The part is the kind of list."""
    lists = extract_members(file, ".csv") if file.path.suffix == ".zip" else [file]
    return [_read_list(member) for member in lists]


def _read_list(file: Input) -> Part:
    part = read_csv_part(file, kind_of(file.path.name), COLUMNS)
    if part.renamed.get("notability_criteria") == SHEET_HEADING:
        return dataclasses.replace(part, name="sheet")
    if part.name == "unnamed":
        raise IngestionError(file.name, f"the file name must contain one of {KINDS}")
    return part


def kind_of(name: str) -> str:
    """Read the kind of list from a file name; ``unnamed`` if it has none."""
    words = re.sub(r"[^a-z]+", "_", name.lower())
    return next((kind for kind in KINDS if re.search(rf"(^|_){kind}(_|$)", words)), "unnamed")


SOURCE = Source(
    name="epoch",
    table="models",
    publisher="Epoch AI",
    homepage="https://epoch.ai/data/ai-models",
    licence="CC-BY-4.0",
    citation="Epoch AI, 'Data on AI Models'. Published online at epoch.ai.",
    refresh_days=1,
    first_fetch="2 calls, under 15 MB",
    globs=("epoch/*.csv", "epoch/*.csv.gz", "epoch/*.zip"),
    columns=COLUMNS,
    read=read,
    expected=(
        Expected(
            "models of a list with a label",
            "part || ' ' || unnest(string_split(organization_categorization, ','))",
            lambda: dict.fromkeys(LABELS, SOME),
        ),
        Expected(
            "models with training compute of list",
            "case when training_compute_flop is not null then part end",
            lambda: dict.fromkeys(READ, SOME),
        ),
    ),
    remote_files=tuple(
        RemoteFile(f"{kind}_ai_models.csv", f"https://epoch.ai/data/{kind}_ai_models.csv")
        for kind in READ
    ),
    rules=(
        *(
            Rule(f"{name} not between 1 and 1e30", (name,), "must be from 1 to 1e30 FLOP")
            for name in (
                f"training_compute_{end}" for end in ("flop", "lower_bound", "upper_bound")
            )
        ),
        date_rule("publication_date", 1940, "31 days"),
    ),
    grain=(
        "model", "coalesce(organization, '')", "coalesce(publication_date::varchar, '')",
        "coalesce(link, '')", "coalesce(training_compute_flop, 0)",
    ),
)  # fmt: skip
