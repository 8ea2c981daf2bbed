"""The README files: length, links, and examples that run."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from textwrap import dedent

import duckdb
import pytest

from dbt_project import duckdb_functions
from orchestration.run.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
MOST_LINES = 130
FOLDERS = ("dbt_project", "ingestion", "orchestration", "reports", "tests")
PAGES = sorted(
    [*ROOT.glob("*.md"), *(page for folder in FOLDERS for page in (ROOT / folder).rglob("*.md"))]
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
    """The README states cases and shares of the newest list, from its publication."""
    rows = duckdb.sql(
        f"""
        select vintage, period, k, n, round(100 * value), round(100 * ci_low), round(100 * ci_high)
        from '{record_home}/published/latest/metrics.parquet'
        where
            metric = 'model_team_share' and definition = 'notable_classed'
            and team_class = 'academic_only' and not suppressed
        qualify vintage = max(vintage) over ()
        """
    ).fetchall()
    shares = {period: [f"{number:.0f}" for number in numbers] for _, period, *numbers in rows}
    years = sorted(period for period in shares if len(period) == 4 and period >= "2023")
    text = README.read_text(encoding="utf-8").partition("**The answer")[2].partition("\n\n")[0]
    text = " ".join(text.split())
    assert f"on {rows[0][0]:%-d %B %Y}" in text
    for period in ("2023-latest", "2010-2014"):
        k, n, value, low, high = shares[period]
        assert re.search(
            rf"\b{k} of (the )?{n} .*?\({value}%, (95% interval )?{low} to {high}%\)", text
        )
    cases = re.findall(r"(\d+) of (\d+) in (20\d\d)", text)
    assert cases == [(*shares[year][:2], year) for year in years]


@pytest.mark.parametrize("query", blocks("sql"))
def test_a_query_of_a_readme_finds_rows(query: str, record_home: Path) -> None:
    database = record_home / "published" / "latest" / "compute_divide.duckdb"
    with duckdb.connect(str(database), read_only=True) as connection:
        duckdb_functions.Plugin("functions", {}).configure_connection(connection)
        assert connection.execute(query).fetchall()


@pytest.mark.parametrize("line", [line for block in blocks("sh") for line in block.splitlines()])
def test_a_command_of_a_readme_exists(line: str, parsed: Settings) -> None:
    """Targets of make, and models of dbt."""
    words = line.partition("#")[0].split()
    if words[:1] == ["make"]:
        subprocess.run(["make", "--dry-run", words[1]], cwd=ROOT, check=True, capture_output=True)
    if "--select" in words:
        names = {name.strip("+") for name in words[words.index("--select") + 1 :]}
        nodes = json.loads((parsed.dbt_target / "manifest.json").read_bytes())["nodes"]
        assert names <= {node["name"] for node in nodes.values()}
