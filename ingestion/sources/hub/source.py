"""Hugging Face Hub: models by account, from pages of its listing. It declares no licence."""

from __future__ import annotations

import csv
import dataclasses
from pathlib import Path

from ingestion.credentials import HUB_TOKEN
from ingestion.errors import IngestionError
from ingestion.landing.json_file import read_json_part, read_pages
from ingestion.landing.schema import SOME, Column, Expected, Input, Part, Rule, Source, date_rule

COLUMNS = (
    Column("model_id", aliases=("id",), required=True, filled=True),
    Column("created_at", "TIMESTAMP", ("createdAt",), required=True),
    Column("downloads_30d", "BIGINT", ("downloads",), required=True, filled=True),
    Column("downloads_all_time", "BIGINT", ("downloadsAllTime",)),
    Column("likes", "BIGINT", ("likes",), required=True, filled=True),
    Column("pipeline_tag", aliases=("pipeline_tag",)),
    Column("gated", aliases=("gated",)),
    Column("private", "BOOLEAN", ("private",)),
    Column("tags", "VARCHAR[]", ("tags",), required=True),
    Column("internal_id", aliases=("_id",)),
)

ACCOUNTS = Path(__file__).with_name("accounts.csv")
# A token may list private models of its own account, which are not public.
PRIVATE = "delete from records where fields['private']::varchar <> 'false'"


def accounts() -> list[str]:
    """Return the selected accounts."""
    with ACCOUNTS.open(encoding="utf-8", newline="") as lines:
        return [row["account"] for row in csv.DictReader(lines)]


def read(file: Input) -> list[Part]:
    """Read pages of the listing, one per line; drop repeated and private models."""
    if not read_pages(file, "models"):
        raise IngestionError(file.name, "no line is a page: none has a list 'models'")
    ((private,),) = file.connection.execute(PRIVATE).fetchall()
    if not file.connection.execute("from records limit 1").fetchall():
        return []
    part = read_json_part(file, "models", COLUMNS)
    return [dataclasses.replace(part, left_out=private)]


SOURCE = Source(
    name="hub",
    table="models",
    publisher="Hugging Face",
    homepage="https://huggingface.co/models",
    licence="none declared for the listing: the terms of the Hub apply",
    citation="Hugging Face Hub, listing of models, https://huggingface.co/models.",
    refresh_days=7,
    first_fetch="80 to 120 calls, 60 MB",
    globs=("hub/*.jsonl", "hub/*.jsonl.gz"),
    columns=COLUMNS,
    read=read,
    rules=(
        Rule(
            "model_id not similar to '[^/]+/[^/]+'",
            ("model_id",),
            "must be an account, a slash and a name",
        ),
        Rule(
            "downloads_30d < 0 or downloads_all_time < 0 or likes < 0",
            ("downloads_30d", "downloads_all_time", "likes"),
            "must not be negative",
        ),
        date_rule("created_at", 2016, "2 days"),
    ),
    key=HUB_TOKEN,
    expected=(
        Expected(
            "models of account",
            "lower(split_part(model_id, '/', 1))",
            lambda: {account.lower(): SOME for account in accounts()},
        ),
    ),
    notice=(
        "Hugging Face offers its listing to programs and declares no licence for it; decide"
        " yourself whether you may pass it on"
    ),
)
