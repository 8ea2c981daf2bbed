"""The README files: length, links, and examples that run."""

from __future__ import annotations

import json
import re
from pathlib import Path
from textwrap import dedent

import duckdb
import pytest

from dbt_project import duckdb_functions
from orchestration.build import manifest as dbt
from orchestration.run.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
MOST_LINES = 130
FOLDERS = ("dbt_project", "ingestion", "orchestration", "reports", "tests")
# Templates link to pages of the site; tests of the site follow those.
PAGES = sorted(
    page
    for page in [*ROOT.glob("*.md"), *(p for name in FOLDERS for p in (ROOT / name).rglob("*.md"))]
    if page.parent.name != "templates"
)


def blocks(language: str) -> list[str]:
    """Return the examples of the pages that show how to use and change the platform."""
    pages = (README, ROOT / "CONTRIBUTING.md", ROOT / "dbt_project" / "README.md")
    texts = (page.read_text(encoding="utf-8") for page in pages)
    return [
        dedent(block)
        for text in texts
        for block in re.findall(rf"^ *```{language}\n(.*?)```", text, re.S | re.M)
    ]


def test_the_readme_is_short() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_relative_link_leads_to_a_file(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_answer_of_the_readme_is_that_of_the_first_run(record_home: Path) -> None:
    """The README has the first answers on models and papers, word for word."""
    latest = record_home / "published" / "latest"
    answers = {
        answer["page"]: answer["text"]
        for answer in json.loads((latest / "answers.json").read_text())
    }
    text = README.read_text(encoding="utf-8").partition("**The answer")[2].partition("\n\n")[0]
    for page in ("who-trains.html", "who-publishes.html"):
        assert answers[page] in " ".join(text.split())


@pytest.mark.parametrize("query", blocks("sql"))
def test_a_query_of_a_readme_finds_rows(query: str, record_home: Path) -> None:
    database = record_home / "published" / "latest" / "compute_divide.duckdb"
    with duckdb.connect(str(database), read_only=True) as connection:
        duckdb_functions.Plugin("functions", {}).configure_connection(connection)
        assert connection.execute(query).fetchall()


@pytest.mark.parametrize("line", [line for block in blocks("sh") for line in block.splitlines()])
def test_a_model_of_a_readme_exists(line: str, parsed: Settings) -> None:
    words = line.partition("#")[0].split()
    if "--select" in words:
        names = {name.strip("+") for name in words[words.index("--select") + 1 :]}
        nodes = json.loads((dbt.parsed(parsed) / "manifest.json").read_bytes())["nodes"]
        assert names <= {node["name"] for node in nodes.values()}
