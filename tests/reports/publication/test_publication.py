"""Files of a publication, and content that they must never show."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.run.news import CODE, code_digest
from orchestration.run.settings import RECORD_SOURCES, Settings
from reports.figures import FIGURES
from reports.publication import export, render
from reports.publication.change_log import all_overrides
from reports.publication.kept import drawn_from
from reports.publication.manifest import published_files
from reports.publish import Publication, publish
from reports.questions import QUESTIONS
from tests.reports.conftest import STATES, Published
from tests.reports.edited import Edited

# Figures whose rows are rows of marts.metrics with k of n.
METRIC_FIGURES = [
    "adoption_by_origin",
    "model_team_share_periods",
    "model_team_share",
    "disclosure",
    "paper_team_share",
]
KINDS = ("png", "svg", "csv", "sql")
KEY = ("metric", "definition", "vintage", "period", "team_class", "sector", "venue", "country")
# Files beside the pages that state the day, as reports/README.md lists them.
DATED = {
    *("feed.xml", "sitemap.xml", "changes.json", "CITATION.cff", "api/v2/publication.json"),
    *("manifest.json", "published.json", "llms.txt"),
    *(f"feeds/{question.id}.xml" for question in QUESTIONS),
}


def file_contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def changed_files(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    assert before.keys() == after.keys()
    return {name for name in before if before[name] != after[name]}


@pytest.mark.usefixtures("without_pictures")
def test_two_publications_differ_only_in_their_times(
    published: Published, record: Edited, folder: Path, publication: Publication
) -> None:
    """Neither the time nor the order of rows in the warehouse changes any other file."""
    for state in STATES:
        record.edit(state)
    record.edit("update marts.vintages set retrieved_at = '2027-01-01 01:02:03'")
    for name in ("metrics", "models", "papers", "vintages"):
        record.edit(f"create temp table shuffled as from marts.{name} order by hash({name}::text)")
        record.edit(f"delete from marts.{name}; insert into marts.{name} from shuffled")
        record.edit("drop table shuffled")
    a_year_later = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    publish(record.connection, folder, dataclasses.replace(publication, published_at=a_year_later))
    earlier, later = file_contents(published.folder), file_contents(folder)
    pages = {name for name in later if name.endswith(".html")}
    # A page that leads on to another states no day.
    dated = {name for name in pages if b'http-equiv="refresh"' not in later[name]} | DATED
    assert changed_files(earlier, later) == dated
    times = [json.loads(contents["published.json"]) for contents in (earlier, later)]
    assert [published_times["published_at"] for published_times in times] == [
        "2026-02-01T00:00:00+00:00",
        "2027-01-01T00:00:00+00:00",
    ]
    assert times[1]["retrieved"][0]["retrieved_at"] == "2027-01-01T01:02:03"


def test_a_figure_keeps_its_pictures_until_its_rows_or_the_code_change(
    record_home: Path, record: Edited, folder: Path
) -> None:
    """Other processes drew them, in a whole run."""
    settings, name = Settings(record_home, RECORD_SOURCES), "compute_owners"
    code = code_digest(*CODE)
    (folder / "figures").mkdir()
    with (
        duckdb.connect(settings.warehouse, read_only=True) as connection,
        render.drawing(connection, folder, [name], code, settings.latest) as results,
    ):
        (kept,) = results
    manifest = json.loads((settings.latest / "manifest.json").read_text(encoding="utf-8"))
    (drawn,) = [figure for figure in manifest["figures"] if figure["id"] == name]
    assert kept.drawn_from == drawn["drawn_from"]
    assert drawn_from(render.build(name, record.marts), code) == kept.drawn_from
    assert drawn_from(render.build(name, record.marts), "other") != kept.drawn_from
    record.edit("update marts.compute_stock set share = share / 2")
    assert drawn_from(render.build(name, record.marts), code) != kept.drawn_from


def test_processes_draw_what_one_process_draws(
    record_home: Path, record: Edited, folder: Path
) -> None:
    """A read-only file is drawn by other processes, and the marts in memory by this one."""
    (folder / "figures").mkdir()
    for name in ("disclosure", "compute_gap"):
        render.draw(record.marts, name, folder)
    drawn = file_contents(folder / "figures")
    assert {"disclosure.svg", "compute_gap.png"} <= drawn.keys()
    published = record_home / "published" / "latest" / "figures"
    assert drawn == {name: (published / name).read_bytes() for name in drawn}


def marts_of(marts: duckdb.DuckDBPyConnection, script: str) -> set[str]:
    """Return the marts that a script reads: of ``metrics``, those of its subjects."""
    tables = set(re.findall(r"\bmarts\.(\w+)", script))
    subjects = dict(marts.execute("select metric, subject from marts.dim_metric").fetchall())
    read = {subjects[metric] for metric in subjects if f"'{metric}'" in script}
    # Shares of papers by topic are built with the topics.
    read |= {"topics"} if "dim_topic" in tables else set()
    return tables - {"metrics"} | {f"metrics_of_{subject}" for subject in read}


def test_the_sql_of_a_figure_reads_its_marts_and_gives_its_values(published: Published) -> None:
    """Every script runs on the published database, and reads the marts that its module declares."""
    with duckdb.connect(published.folder / "compute_divide.duckdb", read_only=True) as marts:
        for figure in published.figures:
            script = (published.folder / figure.path("sql")).read_text(encoding="utf-8")
            assert marts_of(marts, script) == set(FIGURES[figure.id].marts), figure.id
            values: set[float] = set()
            for statement in duckdb.extract_statements(script):
                result = marts.execute(statement)
                names = [column[0] for column in result.description or []]
                if {"value", "metric"} <= set(names):
                    values |= {row[names.index("value")] for row in result.fetchall()}
            if figure.id in METRIC_FIGURES:
                assert set(figure.data["value"]) <= values, figure.id


def test_the_database_and_parquet_equal_the_marts(published: Published) -> None:
    ordered = "select * from {} order by all"
    expected = published.connection.execute(ordered.format("marts.metrics")).fetchall()
    parquet = f"'{published.folder}/metrics.parquet'"
    with duckdb.connect(published.folder / "compute_divide.duckdb", read_only=True) as copy:
        assert copy.execute(ordered.format("marts.metrics")).fetchall() == expected
        assert copy.execute(ordered.format(parquet)).fetchall() == expected
        tables = copy.execute("select count(*) from information_schema.tables").fetchall()
    assert tables == [(len(export.mart_names(published.connection)),)]
    assert published.manifest["tables"]["metrics"] == len(expected)


def test_the_manifest_records_inputs_checks_and_hashes(published: Published) -> None:
    manifest = published.manifest
    assert {len(file["sha256"]) for file in manifest["inputs"]} == {64}
    assert [check["passed"] for check in manifest["checks"]] == [True, False]
    assert [override["reason"] for override in manifest["overrides"]] == ["they left <b>"]
    hashes = manifest["files"]
    assert set(published_files(published.folder)) - set(hashes) == {
        "manifest.json",
        "published.json",
    }
    for name, digest in hashes.items():
        assert hashlib.sha256((published.folder / name).read_bytes()).hexdigest() == digest


def test_the_path_of_the_input_folder_is_not_published(published: Published) -> None:
    assert published.manifest["sources"] == "directory"
    for name, content in file_contents(published.folder).items():
        assert b"/home/someone" not in content, name


# The columns of an estimate that a mart leaves empty where it suppresses the row (metrics.md 1).
HIDDEN = ("value", "k", "bound_low", "bound_high", "ci_low", "ci_high")


def suppressed_rows(path: Path) -> list[dict[str, Any]]:
    """Return the suppressed rows of a published file, also those inside an object of JSON."""
    if path.suffix == ".json":
        rows: list[dict[str, Any]] = []
        # The hook gets each object, and the innermost first.
        json.loads(path.read_text(encoding="utf-8"), object_hook=rows.append)
        return [row for row in rows if row.get("suppressed") is True]
    if path.suffix == ".duckdb":
        with duckdb.connect(path, read_only=True) as marts:
            tables = export.mart_names(marts)
            return [row for name in tables for row in _suppressed(marts, f"marts.{name}")]
    return _suppressed(duckdb.default_connection(), f"'{path}'")


def _suppressed(connection: duckdb.DuckDBPyConnection, table: str) -> list[dict[str, Any]]:
    columns = {name for name, *_ in connection.execute(f"describe from {table}").fetchall()}
    return records(connection, f"{table} where suppressed") if "suppressed" in columns else []


def records(connection: duckdb.DuckDBPyConnection, relation: str) -> list[dict[str, Any]]:
    """Return the rows of a table or a file."""
    result = connection.execute(f"from {relation}")
    names = [name for name, *_ in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def test_suppressed_cells_are_shown_nowhere(published: Published) -> None:
    """The marts have no value in a suppressed row, and no file puts another one in its place."""
    suppressed = {}
    for name in published_files(published.folder):
        if name.endswith((".csv", "metrics.csv.gz", ".parquet", ".json", ".duckdb")):
            rows = suppressed_rows(published.folder / name)
            suppressed[name] = len(rows)
            assert all(row.get(column) is None for row in rows for column in HIDDEN), name
    files = ("metrics.csv.gz", "metrics.parquet", "compute_divide.duckdb")
    assert [name for name in files if not suppressed[name]] == []
    assert suppressed["metrics.parquet"] >= suppressed["metrics.csv.gz"] > 1
    figures = {name for name in suppressed if name.startswith("figures/")}
    assert {f"figures/{figure}.csv" for figure in METRIC_FIGURES} <= figures
    assert [name for name in figures if suppressed[name]] == []


def test_late_commas_in_a_csv_are_read_as_text(tmp_path: Path) -> None:
    """DuckDB guesses from the first 20,480 rows whether cells are quoted."""
    query = (
        "select i as id, case when i >= 30000 then 'a, \"b\", ' || i end as title, null as venue"
    )
    query += " from range(30005) as numbers(i)"
    with duckdb.connect() as connection:
        export.write_csv(connection, query, tmp_path / "papers.csv")
        read = f"select count(*), count(title), max(title) from '{tmp_path}/papers.csv'"
        assert connection.execute(read).fetchall() == [(30005, 5, 'a, "b", 30004')]


def test_overrides_of_earlier_publications_stay_on_record(
    tmp_path: Path, publication: Publication
) -> None:
    (old,) = publication.overrides
    manifest = {"overrides": [dataclasses.asdict(old)]}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    new = dataclasses.replace(old, on="2026-03-01")
    later = dataclasses.replace(publication, overrides=(new, old))
    assert all_overrides(later, tmp_path) == [new, old]
    assert all_overrides(later, None) == [new, old]
    (tmp_path / "manifest.json").write_text("{}")  # as before gates existed
    assert all_overrides(dataclasses.replace(later, overrides=()), tmp_path) == []
