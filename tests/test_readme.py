"""The README files: length, links, and examples that run."""

from __future__ import annotations

import os
import re
from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
MOST_LINES = 130
FOLDERS = ("dbt_project", "ingestion", "orchestration", "reports", "tests")
PAGES = [README, *sorted(page for folder in FOLDERS for page in (ROOT / folder).rglob("*.md"))]


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README.read_text(encoding="utf-8"), re.S)


def test_the_readme_is_short() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_relative_link_leads_to_a_file(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_answer_of_the_readme_is_that_of_the_publication(real_home: Path) -> None:
    rows = duckdb.sql(
        f"""
        select period, k, n, round(100 * value), round(100 * ci_low), round(100 * ci_high)
        from '{real_home}/published/latest/metrics.parquet'
        where
            metric = 'model_team_share' and definition = 'notable_compute_known'
            and team_class = 'academic_only' and vintage = date '2026-01-26' and not suppressed
        """
    ).fetchall()
    share = {period: [f"{number:.0f}" for number in numbers] for period, *numbers in rows}
    k, n, value, low, high = share["2023-latest"]
    text = " ".join(README.read_text(encoding="utf-8").split())
    assert f"{k} of the {n} notable models" in text
    assert f"({value}%, 95% interval {low} to {high}%)" in text
    years = [f"{share[year][0]} of {share[year][1]} in {year}" for year in ("2023", "2024", "2025")]
    assert f"{years[0]}, {years[1]} and {years[2]}" in text
    k, n, value, low, high = share["2010-2014"]
    assert f"{k} of {n} models ({value}%, {low} to {high}%)" in text


@pytest.mark.parametrize("query", blocks("sql"))
def test_a_query_of_the_readme_finds_rows(query: str, record_home: Path) -> None:
    database = record_home / "published" / "latest" / "compute_divide.duckdb"
    with duckdb.connect(str(database), read_only=True) as connection:
        assert connection.execute(query).fetchall()


def test_the_pandas_example_runs(
    record_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir((record_home / "published" / "latest").resolve())
    (example,) = blocks("python")
    exec(compile(example, os.fspath(README), "exec"), {})
    assert "ci_low" in capsys.readouterr().out
