"""The layers that dbt models and reports read; `make lint` checks the direction of imports."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from orchestration.build import manifest as dbt
from orchestration.run.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
READS = {
    "staging": {"raw", "staging"},
    "intermediate": {"staging", "intermediate", "reference"},
    # Answers are numbers of the metrics, and marts show them.
    "answers": {"staging", "intermediate", "reference", "marts", "answers"},
    "marts": {"staging", "intermediate", "reference", "answers", "marts"},
    # Measures are made of what a build made, and no model reads them.
    "judge": {"staging", "intermediate", "reference", "marts"},
}
PARSED = re.compile(
    r"(?:starts_with|ends_with|prefix|suffix|contains|regexp_\w+|split\w*|substr\w*)\(\s*(?:\w+\.)?definition\b"
    r"|\bdefinition(?:\.(?:starts|ends)with|\.remove(?:pre|suf)fix|\.r?partition|\.r?split|\[\d*:)"
    r"|\bdefinition (?:not )?i?like|\bdefinition *(?:\|\||~)|(?:\|\||~) *(?:\w+\.)?definition\b"
)
JOINED = re.compile(r"'([a-z0-9_]+)' *(?:\|\||~)|(?:\|\||~) *'([a-z0-9_]+)'")
LINED = re.compile("_[a-z]|[a-z]_")
FORMATTED = re.compile(r"\bf[\"']((?:[a-z0-9_]|\{[^{}]*\})*[a-z](?:[a-z0-9_]|\{[^{}]*\})*)[\"']")


@pytest.fixture(scope="module")
def manifest(parsed: Settings) -> dict[str, Any]:
    return json.loads((dbt.parsed(parsed) / "manifest.json").read_text(encoding="utf-8"))


def layer(manifest: dict[str, Any], unique_id: str) -> str:
    node = manifest["nodes"].get(unique_id)
    if node is None:
        return manifest["sources"][unique_id]["source_name"]
    return "answers" if node["path"].startswith("answers/") else node["schema"]


def models(manifest: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return (n for n in manifest["nodes"].values() if n["resource_type"] == "model")


def test_each_layer_reads_only_what_lies_before_it(manifest: dict[str, Any]) -> None:
    wrong = [
        (model["name"], parent)
        for model in models(manifest)
        for parent in model["depends_on"]["nodes"]
        if parent.split(".")[0] in ("model", "seed", "source")
        and layer(manifest, parent) not in READS[layer(manifest, model["unique_id"])]
    ]
    assert wrong == []


def test_marts_enforce_a_contract(manifest: dict[str, Any]) -> None:
    loose = [
        model["name"]
        for model in models(manifest)
        if model["schema"] == "marts" and not model["contract"]["enforced"]
    ]
    assert loose == []


def test_reports_read_marts_only() -> None:
    tables = {
        match
        for path in (ROOT / "reports").rglob("*")
        if path.suffix in (".py", ".sql", ".html", ".j2")
        for match in re.findall(
            r"\b(?:from|join)\s+(raw|staging|intermediate|reference)\.", path.read_text()
        )
    }
    assert tables == set()


def test_reports_read_no_environment_variable() -> None:
    """The settings are read in one place, which checks them."""
    code = {path.name: path.read_text() for path in (ROOT / "reports").rglob("*.py")}
    assert [name for name, text in code.items() if re.search(r"\b(environb?|getenv)\b", text)] == []


def forms(text: str) -> Iterator[str]:
    """Yield the texts that Python and SQL join of a part in letters and others, as patterns."""
    for start, end in JOINED.findall(text):
        yield f"{start}.+" if start else f".+{end}"
    for parts in FORMATTED.findall(text):
        yield re.sub(r"\{[^{}]*\}", ".+", parts)


def test_no_definition_is_parsed_or_built_from_parts() -> None:
    """What follows from a definition is a column: its choices, labels, caveats and method."""
    with (ROOT / "dbt_project" / "seeds" / "metrics" / "definition.csv").open() as file:
        ids = [row["definition"] for row in csv.DictReader(file)]
    paths = [*(ROOT / "dbt_project").rglob("*"), *(ROOT / "reports").rglob("*")]
    for path in (*paths, *(ROOT / "orchestration").rglob("*")):
        if path.suffix in (".py", ".sql", ".html"):
            text = path.read_text(encoding="utf-8")
            assert PARSED.findall(text) == [], path
            # A part without a line is a plural or a word of a sentence.
            for form in filter(LINED.search, forms(text)):
                assert [one for one in ids if re.fullmatch(form, one)] == [], (path, form)
