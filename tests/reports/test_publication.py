"""What a publication holds, and what it never shows."""

from __future__ import annotations

import base64
import csv
import dataclasses
import datetime as dt
import gzip
import hashlib
import html
import json
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from reports.catalogue import FIGURE_IDS, PAGES
from reports.headlines.tables import headline_tables
from reports.marts.reader import Marts
from reports.marts.source_status import behind
from reports.publication import export
from reports.publication import render_pool as drawing
from reports.publication.manifest import published_files
from reports.publish import Publication, publish
from tests.reports.conftest import Published, Warehouse

# Direction overrides and whatever else is not seen.
CONTROLS = set(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0]))
NUMBER = re.compile(r"[+-]?[0-9.]+([eE][+-]?[0-9]+)?")
HOSTILE = '<script>alert("x")</script>\u202e$\\frac{1}$'
PAPER_FIGURES = {
    "paper_any_industry",
    "paper_team_share",
    "normalised_collaboration",
    "affiliation_accuracy",
    "adoption_by_origin",
    "accelerator_mentions",
    "topic_scatter",
    "topic_regions",
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
KEY = ("metric", "definition", "period", "team_class", "sector", "venue")


class Tags(HTMLParser):
    """Collects the tags, links, places and scripts of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.sources: list[str] = []
        self.places: list[str] = []
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        self.attributes |= set(given)
        self.links += [given["href"] or ""] if tag == "a" else []
        self.sources += [given["src"] or ""] if "src" in given else []
        self.places += [given["id"] or ""] if "id" in given else []


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


KINDS = ("png", "svg", "csv", "parquet", "json", "sql", "evidence.json")


def test_everything_is_written(published: Published) -> None:
    assert [figure.id for figure in published.figures] == list(FIGURE_IDS)
    expected = {f"figures/{name}.{kind}" for name in FIGURE_IDS for kind in KINDS}
    expected |= {f"{page.id}.html" for page in PAGES}
    marts = set(export.mart_names(published.connection)) - {"metrics"}
    expected |= {f"data/{name}.parquet" for name in marts}
    expected |= {f"data/{n}.csv{'.gz' if n in export.COMPRESSED else ''}" for n in marts}
    tables = headline_tables(Marts(published.connection))
    assert "model_team_share-notable_compute_known" in tables
    expected |= {f"tables/{name}.{kind}" for name in tables for kind in ("md", "tex")}
    found = set(published_files(published.folder))
    assert found == expected | {
        "index.html", "metrics.csv", "metrics.parquet", "compute_divide.duckdb", "manifest.json",
        "published.json", "changes.json", "datapackage.json", "croissant.json", "dcat.jsonld",
        "CITATION.cff",
    }  # fmt: skip
    for figure in published.figures:
        assert figure.rows == len(rows(published.folder / figure.path("csv")))


def test_two_publications_differ_in_one_file_only(
    published: Published, full: Warehouse, folder: Path, publication: Publication
) -> None:
    """Neither the time nor the order of rows in the warehouse changes any other file."""
    full.connection.execute("update marts.vintages set retrieved_at = '2027-01-01 01:02:03'")
    for name in ("metrics", "models", "papers", "vintages"):
        full.connection.execute(
            f"create or replace table marts.{name} as from marts.{name} order by hash({name}::text)"
        )
    later = dataclasses.replace(publication, published_at=dt.datetime(2027, 1, 1, tzinfo=dt.UTC))
    publish(full.connection, folder, later)
    one, two = files(published.folder), files(folder)
    assert one.keys() == two.keys()
    assert {name for name in one if one[name] != two[name]} == {"published.json"}
    times = [json.loads(made["published.json"]) for made in (one, two)]
    assert [made["published_at"] for made in times] == [
        "2026-02-01T00:00:00+00:00",
        "2027-01-01T00:00:00+00:00",
    ]
    assert times[1]["retrieved"][0]["retrieved_at"] == "2027-01-01T01:02:03"
    seconds = times[1]["drawing_cpu_seconds"]
    assert set(seconds) == set(FIGURE_IDS)
    assert list(seconds.values()) == sorted(seconds.values(), reverse=True)


def test_a_figure_that_fails_ends_the_publication(published: Published, folder: Path) -> None:
    """With the one beside it, which is waited for."""
    (folder / "figures").mkdir()
    database = published.folder / export.DATABASE
    figures = ["disclosure", "no_such_figure"]
    with (
        drawing.side_by_side(database, folder, figures) as draw,
        pytest.raises(subprocess.CalledProcessError),
    ):
        draw()


def test_processes_that_are_never_told_to_draw_end(published: Published, folder: Path) -> None:
    (folder / "figures").mkdir()
    database = published.folder / export.DATABASE
    with drawing.side_by_side(database, folder, ["disclosure"]):
        pass
    assert not list((folder / "figures").iterdir())


def test_a_figure_has_the_same_rows_in_every_format(published: Published) -> None:
    for figure in published.figures:
        counts = [
            published.connection.execute(
                f"select count(*) from '{published.folder / figure.path(kind)}'"
            ).fetchone()
            for kind in ("csv", "parquet", "json")
        ]
        assert counts == [(figure.rows,)] * 3


def test_the_sql_of_a_figure_runs_on_the_marts_taken_away(published: Published) -> None:
    """What the queries give holds every value that is drawn."""
    drawn = rows(published.folder / "figures" / "model_team_share.csv")
    script = (published.folder / "figures" / "model_team_share.sql").read_text()
    found: set[float] = set()
    with duckdb.connect(published.folder / "compute_divide.duckdb", read_only=True) as marts:
        for statement in duckdb.extract_statements(script):
            result = marts.execute(statement)
            names = [column[0] for column in result.description or []]
            if {"value", "metric"} <= set(names):
                found |= {row[names.index("value")] for row in result.fetchall()}
    assert {float(row["value"]) for row in drawn} <= found


def test_the_evidence_of_a_figure_names_inputs_checks_and_files(published: Published) -> None:
    path = published.folder / "figures" / "disclosure.evidence.json"
    evidence = json.loads(path.read_text())
    assert evidence["metrics"] == ["disclosure_share"]
    assert evidence["definitions"] == ["notable"]
    assert evidence["vintages"] == ["2026-01-26"]
    assert evidence["code_version"] == "abc123"
    assert "metrics" in evidence["marts"]
    assert evidence["inputs"][0]["sha256"] == "ab" * 32
    assert evidence["checks_of_these_marts"] == [
        {"table": "metrics", "name": "shares_in_range", "tool": "great_expectations",
         "result": "passed"}
    ]  # fmt: skip
    assert evidence["all_checks"] == {"passed": 1, "warning": 1, "error": 0}
    for name, digest in evidence["files"].items():
        assert hashlib.sha256((published.folder / name).read_bytes()).hexdigest() == digest


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
    assert tables == [(len(export.mart_names(published.connection)),)]
    assert published.manifest["tables"]["metrics"] == len(expected)


def test_a_read_only_connection_will_do(full: Warehouse, tmp_path: Path, folder: Path) -> None:
    file = tmp_path / "warehouse.duckdb"
    full.connection.execute(f"attach '{file}' as copied")
    full.connection.execute("copy from database memory to copied")
    full.connection.execute("detach copied")
    with duckdb.connect(file, read_only=True) as connection:
        tables = export.write_database(connection, folder)
        export.write_files(connection, folder, tables)
        export.write_frame(connection, pd.DataFrame({"k": [1]}), folder / "frame.csv")
    assert {table.name: table.rows for table in tables}["dim_caveat"] == 1


def test_the_manifest_records_inputs_checks_and_hashes(published: Published) -> None:
    manifest = published.manifest
    assert manifest["inputs"][0]["sha256"] == "ab" * 32
    assert [check["passed"] for check in manifest["checks"]] == [True, False]
    hashes = manifest["files"]
    assert set(published_files(published.folder)) - set(hashes) == {
        "manifest.json",
        "published.json",
    }
    for name, digest in hashes.items():
        assert hashlib.sha256((published.folder / name).read_bytes()).hexdigest() == digest


@pytest.mark.parametrize("reason", ["may it be read?", "no such file.", "HTTP 500"])
def test_a_reason_is_a_sentence_with_one_end(warehouse: Warehouse, reason: str) -> None:
    warehouse.insert(
        "source_state",
        shape="hub",
        publisher="Hub",
        state="degraded",
        reason=reason,
        is_behind=True,
        attempted_on=dt.date(2026, 2, 1),
        files=0,
    )
    (said,) = behind(Marts(warehouse.connection))
    assert f": {reason.removesuffix('.')}" in said
    assert re.search(r"[a-z0-9]([.?]) Nothing of it is held", said)


@pytest.mark.usefixtures("without_pictures")
def test_pages_whose_numbers_need_a_source_that_failed_say_so(
    warehouse: Warehouse, folder: Path, publication: Publication
) -> None:
    common = {"licence": "CC0-1.0", "refresh_days": 1, "calls": 6, "cost_usd": 0.0}
    warehouse.insert(
        "source_state",
        **common,
        shape="epoch",
        publisher="Epoch AI",
        state="degraded",
        reason="HTTP 500 <b>",
        is_behind=True,
        attempted_on=dt.date(2026, 2, 1),
        succeeded_on=dt.date(2026, 1, 30),
        files=2,
        rows=7,
        last_vintage=dt.date(2026, 1, 26),
        metrics=["model_team_share"],
    )
    warehouse.insert(
        "source_state",
        **common,
        shape="openalex",
        publisher="OpenAlex",
        state="off",
        reason="KEY is not set",
        is_behind=False,
        files=0,
        rows=0,
        metrics=["paper_team_share"],
    )
    publish(warehouse.connection, folder, publication)
    pages = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.html")}
    said = (
        "Epoch AI (epoch) could not be refreshed on 2026-02-01, last wholly on 2026-01-30:"
        " HTTP 500 &lt;b&gt;. Numbers that need it rest on what is held, of vintages up to"
        " 2026-01-26."
    )
    assert {"index", "who-trains", "revisions"} <= {n for n, text in pages.items() if said in text}
    assert said not in pages["who-publishes"]
    assert "off: KEY is not set" in pages["sources"]


def test_the_place_of_a_directory_is_not_published(published: Published) -> None:
    assert published.manifest["sources"] == "directory"
    for name, content in files(published.folder).items():
        assert b"/home/someone" not in content, name


@pytest.mark.usefixtures("without_pictures")
def test_suppressed_cells_are_shown_nowhere(
    published: Published, full: Warehouse, folder: Path, publication: Publication
) -> None:
    full.share("any_industry_share", "accepted", "2010-2014", 1, 4)
    publish(full.connection, folder, publication)
    text = (folder / "who-publishes.html").read_text(encoding="utf-8")
    assert "not shown" in text
    assert "n = 4" in text
    for name in published_files(folder):
        if name.endswith((".html", ".md", ".tex")):
            assert "25.0" not in (folder / name).read_text(encoding="utf-8"), name
    for figure in METRIC_FIGURES:
        drawn = rows(published.folder / "figures" / f"{figure}.csv")
        assert "2013" not in {row["period"] for row in drawn}


@pytest.mark.usefixtures("without_pictures")
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
    told = "".join((folder / f"{page.id}.html").read_text(encoding="utf-8") for page in PAGES)
    assert all(f"Figure <code>{figure}</code>: " in told for figure in missing)
    assert "This warehouse holds no" in told


OWNERS = """
create table marts.compute_owners (
    definition varchar, source varchar, vintage date, period varchar, holder varchar,
    n_models bigint, flop double, share double, size_rank bigint)
"""


def hostile(warehouse: Warehouse) -> None:
    """Foreign text wherever a publisher could put it."""
    long = "\N{CJK UNIFIED IDEOGRAPH-4E2D}" + "x" * 10_000
    warehouse.vintage(
        publisher=HOSTILE, url="javascript:alert(1)", file=HOSTILE, licence=HOSTILE, citation=long
    )
    warehouse.fill_models()
    warehouse.fill_papers(venue=HOSTILE)
    warehouse.model(9, "=cmd()", organization=long)
    warehouse.insert("column_drift", source="epoch", kind="unknown", column_name=HOSTILE)
    warehouse.share("topic_tilt", "accepted", "2023-latest", 5, 10, topic=HOSTILE)
    warehouse.connection.execute(OWNERS)
    warehouse.insert("compute_owners", definition="notable_compute_known", vintage="2026-01-26",
                     period="2024", holder=HOSTILE + long, size_rank=1)  # fmt: skip


def test_hostile_text_is_inert(
    warehouse: Warehouse, folder: Path, publication: Publication
) -> None:
    hostile(warehouse)
    publish(warehouse.connection, folder, publication)
    pages = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.html")}
    for name, text in pages.items():
        tags = Tags(text)
        # Ours are the chooser and its numbers, both without an address.
        assert tags.tags.count("script") in (0, 2), name
        assert not any(source.endswith(".js") for source in tags.sources), name
        assert not any(attribute.startswith("on") for attribute in tags.attributes), name
        assert not any(link.startswith("javascript") for link in tags.links), name
        assert not CONTROLS & set(text), name
        assert "x" * 1_000 not in text, name
    for name in ("on-what.html", "sources.html", "how-concentrated.html"):
        assert "&lt;script&gt;" in pages[name], name
    for path in folder.glob("figures/*.svg"):
        assert "<script" not in path.read_text(encoding="utf-8"), path.name
    for path in folder.glob("tables/*.md"):
        assert "<script" not in path.read_text(encoding="utf-8"), path.name
    models = rows(folder / "figures" / "compute_over_time.csv")
    assert "'=cmd()" in {row["model"] for row in models}
    for path in (*folder.rglob("*.csv"), *folder.rglob("*.csv.gz")):
        read = gzip.open if path.suffix == ".gz" else open
        with read(path, "rt", encoding="utf-8", newline="") as file:
            cells = [cell for line in csv.reader(file) for cell in line]
        assert not [cell for cell in cells if cell.startswith("=")], path.name
        assert not [c for c in cells if c[:1] in "+-@" and c and not NUMBER.fullmatch(c)], path.name


def test_every_csv_opens_in_duckdb_as_its_parquet_does(published: Published) -> None:
    written = [*published.folder.rglob("*.csv"), *published.folder.rglob("*.csv.gz")]
    assert len(written) > 40
    for path in written:
        parquet = path.parent / f"{path.name.split('.')[0]}.parquet"
        read = [duckdb.sql(f"from '{one}'") for one in (path, parquet)]
        assert read[0].columns == read[1].columns, path.name
        assert len(read[0].fetchall()) == len(read[1].fetchall()), path.name


def test_text_with_commas_below_many_rows_without_is_read_as_text(tmp_path: Path) -> None:
    """DuckDB guesses from the first 20,480 rows whether cells are quoted."""
    query = (
        "select i as id, case when i >= 30000 then 'a, \"b\", ' || i end as title, null as venue"
    )
    query += " from range(30005) as numbers(i)"
    export.write_csv(duckdb.connect(), query, tmp_path / "papers.csv.gz")
    read = duckdb.sql(f"select count(*), count(title), max(title) from '{tmp_path}/papers.csv.gz'")
    assert read.fetchall() == [(30005, 5, 'a, "b", 30004')]


def test_the_sql_of_every_figure_runs_on_the_marts_taken_away(published: Published) -> None:
    scripts = list(published.folder.glob("figures/*.sql"))
    assert scripts
    with duckdb.connect(published.folder / "compute_divide.duckdb", read_only=True) as marts:
        for path in scripts:
            for statement in duckdb.extract_statements(path.read_text(encoding="utf-8")):
                marts.execute(statement)


def test_cells_that_begin_like_a_formula_are_text(full: Warehouse, folder: Path) -> None:
    for venue in ("=a", "+b", "-c", "@d", "\te"):
        full.share("any_industry_share", "accepted", "2020", 1, 10, venue=venue)
    full.connection.execute("update marts.metrics set ci_low = -0.5 where venue = '=a'")
    export.write_files(full.connection, folder, export.write_database(full.connection, folder))
    written = {row["venue"]: row for row in rows(folder / "metrics.csv")}
    assert {"'=a", "'+b", "'-c", "'@d", "'\te"} <= set(written)
    assert written["'=a"]["ci_low"] == "-0.5"


def test_the_site_needs_nothing_but_its_folder(published: Published) -> None:
    for path in published.folder.glob("*.html"):
        found = Tags(path.read_text(encoding="utf-8"))
        assert not {"iframe", "object", "link rel=stylesheet"} & set(found.tags)
        local = [link for link in found.links if not link.startswith(("#", "https://"))]
        for target in [*local, *found.sources]:
            assert (published.folder / target.partition("#")[0]).is_file(), (path.name, target)


def test_every_link_to_a_place_finds_it(published: Published) -> None:
    places = {
        path.name: set(Tags(path.read_text(encoding="utf-8")).places)
        for path in published.folder.glob("*.html")
    }
    # The warehouse of the tests knows one metric and one definition; the real one knows all.
    known = ("methods.html#metric-", "methods.html#definition-")
    for path in published.folder.glob("*.html"):
        for link in Tags(path.read_text(encoding="utf-8")).links:
            page, _, place = link.partition("#")
            if place and not link.startswith(known):
                assert place in places[page or path.name], (path.name, link)
    assert {"metric-model_team_share", "definition-notable_compute_known"} <= places["methods.html"]


def test_no_place_is_named_twice(published: Published) -> None:
    for path in published.folder.glob("*.html"):
        places = Tags(path.read_text(encoding="utf-8")).places
        assert len(places) == len(set(places)), path.name


def test_the_policy_allows_our_style_and_script_only(published: Published) -> None:
    text = (published.folder / "who-trains.html").read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None
    allowed = html.unescape(policy.group(1))
    assert "unsafe" not in allowed
    assert "default-src 'none'" in allowed
    for tag in ("style", "script"):
        inline = re.findall(rf"<{tag}>(.*?)</{tag}>", text, flags=re.S)
        assert len(inline) == 1
        digest = base64.b64encode(hashlib.sha256(inline[0].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in allowed


@pytest.mark.usefixtures("without_pictures")
def test_the_sample_says_so(warehouse: Warehouse, folder: Path, publication: Publication) -> None:
    warehouse.source = "sample"
    warehouse.vintage(publisher="Compute Divide")
    warehouse.fill_models()
    warehouse.fill_papers()
    publish(warehouse.connection, folder, dataclasses.replace(publication, sources="sample"))
    banner = "This is the embedded sample: 976 models and 490 papers chosen by hand"
    for path in folder.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert banner in text, path.name
        assert "SOURCES=&lt;directory&gt;" in text
    words = "".join((folder / f"{page.id}.html").read_text(encoding="utf-8") for page in PAGES)
    # The labels of affiliations are the same whatever the papers.
    assert words.count("Embedded sample of") == len(FIGURE_IDS) - 1


def test_publishers_data_has_no_banner(published: Published) -> None:
    for path in published.folder.glob("*.html"):
        assert "embedded sample" not in path.read_text(encoding="utf-8").lower(), path.name


def test_warnings_are_shown(published: Published) -> None:
    text = (published.folder / "quality.html").read_text(encoding="utf-8")
    assert "Did not pass" in text
    assert "years_known" in text
    assert "3 rows" in text


def test_the_front_page_answers_from_the_metrics(published: Published) -> None:
    text = re.sub("<[^>]+>", "", html.unescape(published.page))
    for answer in (
        "On the list of Epoch AI as of 2026-01-26, 14.2% (9.6\N{EN DASH}20.6%) of notable models",
        "doubled every 5.7 months over all teams",
        "took 100 times the training compute of the median academic-only one",
        "notable models of 2025 with known training compute: 37%",
    ):
        assert answer in text


def test_every_figure_stands_on_one_page(published: Published) -> None:
    for figure in FIGURE_IDS:
        holders = [page.id for page in PAGES if page.holds(figure)]
        assert len(holders) == 1, (figure, holders)
        text = (published.folder / f"{holders[0]}.html").read_text(encoding="utf-8")
        assert f'<figure id="{figure}"' in text
