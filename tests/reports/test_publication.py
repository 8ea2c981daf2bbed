"""What a publication holds, and what it never shows."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import hashlib
import json
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from reports import export, page
from reports.catalogue import FIGURE_IDS
from reports.marts import Marts
from reports.publication import Publication, publish
from tests.reports import lookback
from tests.reports.conftest import Published, Warehouse

HOSTILE = '<script>alert("x")</script>\u202e$\\frac{1}$'
PAPER_FIGURES = {
    "paper_any_industry",
    "paper_team_share",
    "normalised_collaboration",
    "affiliation_accuracy",
    "adoption_by_origin",
    "accelerator_mentions",
    "topic_scatter",
    "topic_tilt",
    "topic_shares",
    "topic_heatmap",
}
# Figures whose rows are rows of the contract, and k of n.
METRIC_FIGURES = [
    "adoption_by_origin",
    "accelerator_mentions",
    "model_team_share_periods",
    "model_team_share",
    "disclosure",
    "open_weights",
    "top10_industry",
    "paper_any_industry",
    "paper_team_share",
]
TABLES = 14 + len(lookback.MARTS)  # as the schema of the tests
KEY = ("metric", "definition", "period", "team_class", "sector", "venue")


class Tags(HTMLParser):
    """Collects the tags, links and text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.sources: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        self.links += [given["href"] or ""] if tag == "a" else []
        self.sources += [given["src"] or ""] if "src" in given else []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "made"
    made.mkdir()
    return made


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_everything_is_written(published: Published) -> None:
    assert [figure.id for figure in published.figures] == list(FIGURE_IDS)
    expected = {f"figures/{name}.{kind}" for name in FIGURE_IDS for kind in ("png", "svg", "csv")}
    expected |= {"index.html", "metrics.csv", "metrics.parquet", "manifest.json"}
    assert set(files(published.folder)) == expected | {"compute_divide.duckdb"}
    for figure in published.figures:
        assert figure.rows == len(rows(published.folder / figure.csv))


def test_two_publications_differ_in_their_time_only(
    published: Published, folder: Path, publication: Publication
) -> None:
    later = dataclasses.replace(publication, published_at=dt.datetime(2027, 1, 1, tzinfo=dt.UTC))
    publish(published.connection, folder, later)
    one, two = files(published.folder), files(folder)
    assert one.keys() == two.keys()
    # DuckDB gives every file an identifier of its own; its tables are compared below.
    changed = {name for name in one if one[name] != two[name]} - {"compute_divide.duckdb"}
    assert changed == {"manifest.json"}
    manifests = [json.loads(made["manifest.json"]) for made in (one, two)]
    assert [made.pop("published_at") for made in manifests] == [
        "2026-02-01T00:00:00+00:00",
        "2027-01-01T00:00:00+00:00",
    ]
    assert manifests[0] == manifests[1]


@pytest.mark.parametrize("figure", METRIC_FIGURES)
def test_the_csv_of_a_figure_equals_rows_of_the_metrics(published: Published, figure: str) -> None:
    drawn = rows(published.folder / "figures" / f"{figure}.csv")
    metrics = rows(published.folder / "metrics.csv")
    by_key = {tuple(row[name] for name in KEY): row for row in metrics}
    assert drawn
    for row in drawn:
        assert row == by_key[tuple(row[name] for name in KEY)]
        assert row["suppressed"] == "false"
        assert float(row["value"]) == int(row["k"]) / int(row["n"])


def test_the_csv_of_compute_holds_models_and_fits(published: Published) -> None:
    drawn = rows(published.folder / "figures" / "compute_over_time.csv")
    models = [row for row in drawn if row["layer"] == "model"]
    assert [row["model"] for row in models] == [f"Model {number}" for number in range(8)]
    fits = {row["team_class"]: float(row["value"]) for row in drawn if row["layer"] == "fit"}
    assert fits == {"": 5.7, "academic_only": 8.3, "industry_only": 5.8}


def test_the_database_and_parquet_hold_the_marts(published: Published) -> None:
    ordered = "select * from {} order by all"
    expected = published.connection.execute(ordered.format("marts.metrics")).fetchall()
    parquet = f"'{published.folder}/metrics.parquet'"
    with duckdb.connect(published.folder / "compute_divide.duckdb", read_only=True) as copy:
        assert copy.execute(ordered.format("marts.metrics")).fetchall() == expected
        assert copy.execute(ordered.format(parquet)).fetchall() == expected
        tables = copy.execute("select count(*) from information_schema.tables").fetchall()
    assert tables == [(TABLES,)]
    assert published.manifest["tables"]["metrics"] == len(expected)


def test_a_read_only_connection_will_do(full: Warehouse, tmp_path: Path, folder: Path) -> None:
    file = tmp_path / "warehouse.duckdb"
    full.connection.execute(f"attach '{file}' as copied")
    full.connection.execute("copy from database memory to copied")
    full.connection.execute("detach copied")
    with duckdb.connect(file, read_only=True) as connection:
        export.write_metrics(connection, folder)
        export.write_frame(connection, pd.DataFrame({"k": [1]}), folder / "frame.csv")
        assert export.write_database(connection, folder)["dim_caveat"] == 1


def test_the_manifest_records_inputs_checks_and_hashes(published: Published) -> None:
    manifest = published.manifest
    assert manifest["inputs"][0]["sha256"] == "ab" * 32
    assert [check["passed"] for check in manifest["checks"]] == [True, False]
    hashes = dict(manifest["files"])
    for figure in manifest["figures"]:
        hashes |= figure["files"]
    assert len(hashes) == 3 + 3 * len(FIGURE_IDS)
    for name, digest in hashes.items():
        assert hashlib.sha256((published.folder / name).read_bytes()).hexdigest() == digest


def test_the_place_of_a_directory_is_not_published(published: Published) -> None:
    assert published.manifest["sources"] == "directory"
    assert "/home/someone" not in published.page


def test_suppressed_cells_are_shown_nowhere(
    published: Published, full: Warehouse, publication: Publication
) -> None:
    full.share("any_industry_share", "accepted", "2010-2014", 1, 4)
    text = page.page(Marts(full.connection), publication, [], [])
    assert "not shown" in text
    assert "n = 4" in text
    assert "25.0%" not in text
    for figure in METRIC_FIGURES:
        drawn = rows(published.folder / "figures" / f"{figure}.csv")
        assert "2013" not in {row["period"] for row in drawn}


@pytest.mark.parametrize(
    ("kind", "drawn"),
    [
        ("models", set(FIGURE_IDS) - PAPER_FIGURES),
        ("papers", PAPER_FIGURES),
        ("nothing", set()),
    ],
)
def test_a_warehouse_may_hold_one_kind_only(
    warehouse: Warehouse, folder: Path, publication: Publication, kind: str, drawn: set[str]
) -> None:
    if kind != "nothing":
        warehouse.vintage()
        getattr(warehouse, f"fill_{kind}")()
    figures = publish(warehouse.connection, folder, publication)
    assert {figure.id for figure in figures} == drawn
    manifest = json.loads((folder / "manifest.json").read_text())
    missing = {figure["id"] for figure in manifest["figures_not_drawn"]}
    assert missing == set(FIGURE_IDS) - drawn
    text = (folder / "index.html").read_text(encoding="utf-8")
    assert "Not drawn" in text
    assert "This warehouse holds no" in text


def test_hostile_text_is_inert(
    warehouse: Warehouse, folder: Path, publication: Publication
) -> None:
    warehouse.vintage(publisher=HOSTILE, url="javascript:alert(1)", file=HOSTILE, licence=HOSTILE)
    warehouse.fill_models()
    warehouse.fill_papers(venue=HOSTILE)
    warehouse.model(9, "=cmd()", organization="\N{CJK UNIFIED IDEOGRAPH-4E2D}" + "x" * 10_000)
    warehouse.insert("column_drift", source="epoch", kind="unknown", column_name=HOSTILE)
    publish(warehouse.connection, folder, publication)
    text = (folder / "index.html").read_text(encoding="utf-8")
    assert "script" not in Tags(text).tags
    assert "&lt;script&gt;" in text
    assert "\u202e" not in text
    assert not any(link.startswith("javascript") for link in Tags(text).links)
    for path in (folder / "figures").glob("*.svg"):
        assert "<script" not in path.read_text(encoding="utf-8")
    models = rows(folder / "figures" / "compute_over_time.csv")
    assert "'=cmd()" in {row["model"] for row in models}


def test_cells_that_begin_like_a_formula_are_text(full: Warehouse, folder: Path) -> None:
    for venue in ("=a", "+b", "-c", "@d", "\te"):
        full.share("any_industry_share", "accepted", "2020", 1, 10, venue=venue)
    full.connection.execute("update marts.metrics set ci_low = -0.5 where venue = '=a'")
    export.write_metrics(full.connection, folder)
    written = {row["venue"]: row for row in rows(folder / "metrics.csv")}
    assert {"'=a", "'+b", "'-c", "'@d", "'\te"} <= set(written)
    assert written["'=a"]["ci_low"] == "-0.5"


def test_the_page_needs_nothing_but_its_folder(published: Published) -> None:
    found = Tags(published.page)
    assert not {"script", "iframe", "object"} & set(found.tags)
    assert found.sources == [f"figures/{figure}.svg" for figure in FIGURE_IDS]
    local = [link for link in found.links if not link.startswith(("#", "https://"))]
    assert {"metrics.csv", "metrics.parquet", "manifest.json"} <= set(local)
    assert all((published.folder / link).is_file() for link in [*local, *found.sources])


def test_every_link_within_the_page_has_its_place(published: Published) -> None:
    places = [link[1:] for link in Tags(published.page).links if link.startswith("#")]
    assert len(places) > 5
    assert all(f'id="{place}"' in published.page for place in places)


def test_the_sample_says_so(warehouse: Warehouse, folder: Path, publication: Publication) -> None:
    warehouse.source = "sample"
    warehouse.vintage(publisher="Compute Divide")
    warehouse.fill_models()
    warehouse.fill_papers()
    publish(warehouse.connection, folder, dataclasses.replace(publication, sources="sample"))
    text = (folder / "index.html").read_text(encoding="utf-8")
    assert "This is the embedded sample: 976 models and 490 papers chosen by hand" in text
    # The labels of affiliations are the same whatever the papers.
    assert text.count("Embedded sample of") == len(FIGURE_IDS) - 1
    assert "SOURCES=&lt;directory&gt;" in text


def test_publishers_data_has_no_banner(published: Published) -> None:
    assert "sample" not in published.page.lower()


def test_warnings_are_shown(published: Published) -> None:
    assert "Did not pass" in published.page
    assert "years_known" in published.page
    assert "3 rows" in published.page
