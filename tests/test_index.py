"""The documents of the dbt project: the index is up to date, and every reference resolves."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from reports.site.specification import REFERENCE
from tests import index

FOLDERS = ("dbt_project", "ingestion", "orchestration", "reports", "tests")
SUFFIXES = {".py", ".sql", ".yml", ".csv", ".md", ".html", ".toml"}
HEADING = re.compile(r"^#+ (\d+(?:\.\d+)?|M\d+[a-z]?\d?)\b", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#\s]*)(?:#([^)\s]+))?\)")


def headings(path: Path) -> set[str]:
    """Return the anchors that GitHub gives to the headings of a document."""
    titles = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def rows(name: str) -> list[dict[str, str]]:
    path = index.SEED.with_name(f"{name}.csv")
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_index_is_up_to_date() -> None:
    written = index.INDEX.read_text(encoding="utf-8")
    assert written == index.render(), "run `python -m tests.index`"


def test_every_reference_to_the_specification_names_a_heading() -> None:
    known = set(HEADING.findall((index.DOCS / "metrics.md").read_text(encoding="utf-8")))
    found = {}
    for folder in FOLDERS:
        for path in (index.ROOT / folder).rglob("*"):
            if path.suffix in SUFFIXES and "target" not in path.parts:
                for section in REFERENCE.findall(path.read_text(encoding="utf-8")):
                    found[section] = str(path.relative_to(index.ROOT))
    assert {section: path for section, path in found.items() if section not in known} == {}
    assert {"1", "2.1", "2.3", "M15"} <= set(found)


@pytest.mark.parametrize("name", ["metrics.md", "glossary.md", "index.md"])
def test_every_link_of_a_document_leads_somewhere(name: str) -> None:
    document = index.DOCS / name
    broken = []
    for target, anchor in LINK.findall(document.read_text(encoding="utf-8")):
        path = (index.DOCS / target).resolve() if target else document
        if not path.exists() or (anchor and anchor not in headings(path)):
            broken.append(f"{target}#{anchor}")
    assert broken == []


def test_the_specification_names_every_metric_and_definition() -> None:
    text = (index.DOCS / "metrics.md").read_text(encoding="utf-8")
    titles = [f"### {row['metric_id']} `{row['metric']}`" for row in rows("metric")]
    assert [title for title in titles if f"{title}\n" not in text] == []
    own = re.compile(
        r"^(wls|logit)_|_(median|max|unmerged|unrestricted|any_industry|of_year|fixed)$"
    )
    names = {row["definition"] for row in rows("definition")}
    assert {name for name in names if f"`{name}`" not in text and not own.search(name)} == set()


def test_every_definition_is_one_of_a_metric() -> None:
    used = {name for row in rows("metric") for name in row["definitions"].split(";") if name}
    assert used == {row["definition"] for row in rows("definition")}


def test_a_metric_has_its_models_and_figures() -> None:
    models = index.own_models("compute_concentration", "M4")
    assert models == ["int_compute_owners", "int_compute_concentration", "int_estimates__models"]
    (figure,) = index.figures("compute_concentration", [])
    assert figure.name == "compute_concentration.py"
    drawn = [path.stem for path in index.figures("model_team_share", [])]
    assert {"model_team_share_periods", "revision_fan"} <= set(drawn)
    assert index.own_models("revision", "M18")
    assert index.own_models("share_change", "M21") == ["int_change_members", "int_change_groups"]


def test_every_metric_is_computed_and_tested_somewhere() -> None:
    written = index.INDEX.read_text(encoding="utf-8")
    for label in ("Computed", "Marts", "Tests"):
        assert f"- {label}: none" not in written
