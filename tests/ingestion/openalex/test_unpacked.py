"""Pages that the fetch unpacks land like the file with the same pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingestion.fetching.request import RefreshRun
from ingestion.landing.set_aside import update_set_aside
from ingestion.landing.snapshots import initialise_source, snapshots
from ingestion.refresh import land_each
from ingestion.sources.openalex import source as openalex
from ingestion.sources.openalex.api import OpenAlexApi
from ingestion.sources.openalex.fetch import PlannedYear, WorksFetcher
from ingestion.sources.openalex.source import SOURCE
from tests.bench.openalex_client import ALL, read_works, repeat
from tests.builders import connected, land_file
from tests.ingestion.openalex.faults import FaultyReplay, work
from tests.ingestion.servers import serving


def fetch(works: list[dict[str, Any]], raw: Path) -> Path:
    """Fetch and land works; return the stored original."""
    with (
        serving(FaultyReplay({2020: works}, per_page=100)) as server,
        connected() as connection,
        OpenAlexApi("key", base=server.url) as api,
    ):
        initialise_source(connection, raw, SOURCE)
        planned = [PlannedYear(2020, {ALL: len(works)})]
        files = WorksFetcher(api, SOURCE, raw, RefreshRun(lambda _: None)).files(planned)
        list(land_each(connection, files, SOURCE, raw))
    (original,) = raw.glob("openalex/2*/original/*")
    return original


def table(raw: Path) -> list[Any]:
    return duckdb.execute(
        "select * exclude (snapshot_id, vintage) from read_parquet(?) order by source_row",
        [f"{raw}/openalex/2*/works.parquet"],
    ).fetchall()


@pytest.fixture
def carefully(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the files that the general reader has read."""
    read, careful = openalex.read_json_part, []

    def noted(connection: Any, records: str, file: str, part: str, columns: Any) -> Any:
        careful.append(file)
        return read(connection, records, file, part, columns)

    monkeypatch.setattr(openalex, "read_json_part", noted)
    return careful


def test_recorded_works_land_alike(real_data: Path, tmp_path: Path, carefully: list[str]) -> None:
    recorded = read_works(real_data / "openalex", SOURCE)
    ((_, works),) = repeat(recorded, 1, len(recorded)).items()
    original = fetch(works, tmp_path / "live")
    assert carefully == []
    land_file(original, SOURCE, tmp_path / "again")
    assert len(carefully) == 1
    landed = table(tmp_path / "live")
    assert len(landed) == len(works)
    assert landed == table(tmp_path / "again")


KNOWN: dict[str, dict[str, Any]] = {
    "empty text": {"title": "", "language": None},
    "a work twice": {"id": "https://openalex.org/W3"},
    "a date without a day": {"publication_date": "2020-03"},
    "no value": dict.fromkeys([*work(1)][1:]),
    "nested values that are not declared": {"topics": [{"id": "T1", "field": {"id": "F1"}}]},
    "a title of JSON and line ends": {"title": '{"a": "\\n\u2028\x7f"}'},
    "a float that is whole": {"keywords": [{"id": "K1", "display_name": "K", "score": 1}]},
}
DRIFTED: dict[str, dict[str, Any]] = {
    "a new field": {"is_xpac": False},
    "a number for a text": {"language": 7},
    "a text for a number": {"cited_by_count": "12"},
    "a count with a fraction": {"cited_by_count": 3.0},
}


@pytest.mark.parametrize("change", [*KNOWN, *DRIFTED])
def test_works_land_alike(change: str, tmp_path: Path, carefully: list[str]) -> None:
    changes = KNOWN.get(change) or DRIFTED[change]
    works = [work(n) for n in range(150)]
    works[5].update(changes)
    original = fetch(works, tmp_path / "live")
    assert len(carefully) == (change in DRIFTED)
    land_file(original, SOURCE, tmp_path / "again")
    assert table(tmp_path / "live") == table(tmp_path / "again")


def test_a_field_that_is_missing_is_reported(tmp_path: Path) -> None:
    works = [work(n) for n in range(3)]
    for one in works:
        del one["keywords"]
    fetch(works, tmp_path)
    (held,) = snapshots(tmp_path, SOURCE)
    assert held.parts[0]["missing"] == ["keywords"]


WRONG: dict[str, dict[str, Any]] = {
    "work_id": {"id": None},
    "publication_date": {"publication_date": "2020-13-45"},
    "cited_by_count": {"cited_by_count": "many"},
    "authorships": {"authorships": {"first": "Ada"}},
    "title": {"title": ["a", "b"]},
}


@pytest.mark.parametrize("column", WRONG)
def test_a_wrong_value_is_named_with_its_row(column: str, tmp_path: Path) -> None:
    works = [work(n) for n in range(150)]
    works[5].update(WRONG[column])
    fetch(works, tmp_path)
    with connected() as connection:
        table = update_set_aside(connection, tmp_path, SOURCE)
    found = duckdb.execute(f"select column_name, source_row from read_parquet('{table}')")
    assert found.fetchall() == [(column, 6)]
