"""A user's own list of models in one plain format, which is never part of a publisher's list."""

from __future__ import annotations

import dataclasses

from ingestion.landing.csv_file import read_csv_part
from ingestion.landing.schema import Column, Input, Part, Rule, Source, date_rule

NOTABLE = "notability_criteria"
NAMES = (
    "organization_categorization", "country", "domain", "confidence", "model_accessibility",
    "base_model", "link",
)  # fmt: skip
COLUMNS = (
    Column("model", aliases=("model",), required=True, filled=True),
    Column("organization", aliases=("organization",), required=True),
    Column("publication_date", "DATE", ("publication_date",), required=True),
    Column("training_compute_flop", "DOUBLE", ("training_compute_flop",)),
    Column(NOTABLE, aliases=("notable",)),
    *(Column(name, aliases=(name,)) for name in NAMES),
)


def read(file: Input) -> list[Part]:
    """Read a CSV file: a list of notable models, or of all models if a column says which are."""
    part = read_csv_part(file, "notable", COLUMNS)
    return [part if NOTABLE in part.missing else dataclasses.replace(part, name="all")]


SOURCE = Source(
    name="own_models",
    table="models",
    publisher="Your own list",
    homepage="",
    licence="none declared",
    citation="Your own list of models.",
    refresh_days=365,
    globs=("own_models/*.csv", "own_models/*.csv.gz"),
    columns=COLUMNS,
    read=read,
    rules=(
        Rule(
            "training_compute_flop not between 1 and 1e30",
            ("training_compute_flop",),
            "must be from 1 to 1e30 FLOP",
        ),
        Rule(
            f"lower(trim({NOTABLE})) not in ('yes', 'no')", (NOTABLE,), "must be yes, no or empty"
        ),
        date_rule("publication_date", 1940, "31 days"),
    ),
    grain=("model", "coalesce(organization, '')", "coalesce(publication_date::varchar, '')"),
)
