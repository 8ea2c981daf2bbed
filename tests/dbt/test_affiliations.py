"""Two crawls of the same profiles name the same employers of the day of the paper.

``icml2023_two_crawls.csv.gz`` has the papers of ICML 2023 as one publisher read the profiles of
their authors on 2025-05-31 and on 2026-05-01 (github papercopilot/openreview,
``authors/icml/icml2023.jsonl``, 89449bb5 and 8e834f93), with the sectors of each employer in place
of its name: ``;`` between authors, ``+`` between employers, and ``&`` between sectors of one.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import jinja2
import pytest

from orchestration.run.settings import DBT_PROJECT

CRAWLS = Path(__file__).with_name("icml2023_two_crawls.csv.gz")
MACROS = DBT_PROJECT / "macros" / "text" / "affiliations.sql"


@pytest.mark.parametrize(
    ("cell", "has_positions", "companies"),
    [("first", "true", 0.404), ("second", "true", 0.397), ("second", "false", 0.467)],
)
def test_later_employers_do_not_count(cell: str, has_positions: str, companies: float) -> None:
    """Read as employers of one day, the second crawl gives six more of 100 papers a company."""
    macros = jinja2.Template(MACROS.read_text(encoding="utf-8")).module
    employers = macros.affiliations_by_author(cell, has_positions)
    ((share,),) = duckdb.execute(
        f"select avg(contains(({employers})::varchar, 'industry')::int)"
        f" from read_csv('{CRAWLS}', all_varchar = true)"
    ).fetchall()
    assert share == pytest.approx(companies, abs=5e-4)
