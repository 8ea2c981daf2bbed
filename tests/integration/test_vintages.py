"""Vintages that arrive in any order, and what a new one makes a run compute."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from ingestion.fetching.request import RefreshRun
from ingestion.fetching.state import record_refresh
from ingestion.landing.files import discover
from ingestion.landing.snapshots import connect, initialise_source, land
from ingestion.registry import SOURCES
from orchestration.dbt import build_state
from orchestration.settings import DBT_PROJECT, Settings, dbt_executable
from tests.builders import (
    NOW,
    csv_text,
    dblp_record,
    dblp_xml,
    gzipped_json,
    hardware,
    model,
    paper,
)
from tests.ingestion.arxiv.faults import listed, record, zipped
from tests.ingestion.openalex.faults import work

SECTORS = ("Academia", "Industry", "Academia, Industry", "Government", "")
HARDWARE = {"Academia": "Acme One", "Industry": "ACME-Two"}


def synthetic_vintage(number: int) -> str:
    """A list that grows, relabels, re-dates and recomputes some models with every vintage."""
    rows = []
    for i in range(40 + 10 * number):
        sector = SECTORS[(i + (number if i % 7 == 0 else 0)) % len(SECTORS)]
        year = 2019 + (i // 5 + (number if i % 11 == 0 else 0)) % 5
        flop = 10 ** (19 + i % 6) * (number + 1 if i % 13 == 0 else 1)
        rows.append(
            model(
                Model=f"Synthetic-{i}",
                Organization=f"Example {i % 9}",
                **{
                    "Organization categorization": sector,
                    "Publication date": f"{year}-03-0{1 + i % 9}",
                    "Training compute (FLOP)": f"{flop:.3e}" if i % 5 else "",
                    "Training hardware": HARDWARE.get(sector, ""),
                    "Link": f"https://arxiv.org/abs/2501.{i:05}v1",
                },
            )
        )
    return csv_text(rows)


VINTAGES = {
    f"epoch/202{number + 3}-01-01_notable_ai_models.csv": synthetic_vintage(number)
    for number in range(3)
}
# The lists of all models that came with the two newer ones.
WHOLE_LISTS = {
    name: (name.replace("notable", "all"), synthetic_vintage(number))
    for number, name in enumerate(VINTAGES, 2)
    if number > 2
}
PAPERS = [paper(id=str(i), title=f"A synthetic pap\u00e9r {i}") for i in range(20)]
DBLP = dblp_xml(
    *[
        dblp_record(f"conf/icml/S{i}", title=f"A Synthetic <i>Pap&eacute;r</i> {i}.", year="2023")
        for i in range(15, 25)
    ],
    dblp_record("conf/icml/W", title="A synthetic pap&eacute;r 1.", crossref="conf/icml/2023w"),
    dblp_record("conf/icml/Z", title="A synthetic paper of an earlier year.", year="2022"),
)
# Eight of the papers, two others, and a journal's list of which nothing is held.
NOTES = [
    {"id": f"n{i}", "title": f"A synthetic paper {i}", "venueid": "ICML.cc/2023/Conference"}
    for i in range(12, 22)
]
OPENREVIEW = {"venue": "icml", "year": 2023, "page": 1, "notes": NOTES}
ARTICLE = {"id": "t", "title": "T", "venueid": "TMLR", "pdate": 1714610512428}
JOURNAL = {"venue": "tmlr", "year": None, "page": 1, "notes": [ARTICLE]}
ARXIV = zipped(
    listed(
        *[
            record(
                i,
                title=f"A Synthetic Pap\u00e9r {i}",
                categories="cs.LG cs.CV" if i < 6 else "stat.ML",
                versions=["Mon, 06 Jun 2022 12:00:00 GMT", "Tue, 07 Jan 2025 12:00:00 GMT"],
            )
            for i in range(10)
        ]
    )
)
# Windows of the two sets that are harvested, from arXiv's first day on.
WINDOWS = {
    "arxiv/2026-01-31_cs_2005-09-16_2026-01-31.zip": ARXIV,
    "arxiv/2026-01-31_stat_2005-09-16_2026-01-31.zip": zipped(listed(record(99))),
}


class Installation:
    """A home in which files are landed and dbt builds what a run would build."""

    def __init__(self, folder: Path) -> None:
        self.inbox = folder / "inbox"
        self.settings = Settings(folder / "home", str(self.inbox))
        self.settings.dbt_target.mkdir(parents=True)
        self.settings.warehouse.parent.mkdir()
        for source in SOURCES.values():
            with connect() as connection:
                initialise_source(connection, self.settings.raw, source)

    def add(self, name: str, content: str | bytes, now: dt.datetime = NOW) -> None:
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        for source in SOURCES.values():
            with connect() as connection:
                for file in discover(self.inbox, source, now):
                    land(connection, file, source, self.settings.raw)

    def add_vintage(self, name: str) -> None:
        self.add(name, VINTAGES[name])
        if name in WHOLE_LISTS:
            self.add(*WHOLE_LISTS[name])

    def build(self) -> None:
        state = build_state.current_state(self.settings, "test")
        arguments = build_state.dbt_arguments(self.settings, state)
        assert arguments is not None
        build_state.invalidate(self.settings)
        command = [dbt_executable(), "build", "--profiles-dir", ".", "--quiet", *arguments]
        command += ["--exclude-resource-type", "test", "unit_test"]
        environment = {**os.environ, **self.settings.dbt_environment()}
        done = subprocess.run(
            command, cwd=DBT_PROJECT, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        build_state.save(self.settings, state)

    def query(self, sql: str) -> list[tuple[object, ...]]:
        with duckdb.connect(str(self.settings.warehouse)) as connection:
            return connection.execute(sql).fetchall()

    def hashes(self) -> dict[str, tuple[object, ...]]:
        """Hash of each mart's rows, whatever their order."""
        tables = self.query("select table_name from duckdb_tables() where schema_name = 'marts'")
        return {
            str(table): self.query(
                f"select count(*), sum(hash(t::varchar)::hugeint) from marts.{table} t"
            )[0]
            for (table,) in tables
        }


def one_at_a_time(folder: Path, names: Sequence[str]) -> Installation:
    installation = Installation(folder)
    for name in names:
        installation.add_vintage(name)
        installation.build()
    return installation


@pytest.fixture(scope="module")
def at_once(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    installation = Installation(tmp_path_factory.mktemp("at_once"))
    for name in VINTAGES:
        installation.add_vintage(name)
    installation.build()
    return installation


@pytest.mark.parametrize("step", [1, -1], ids=["in order", "in reverse"])
def test_vintages_one_at_a_time_give_the_same_marts(
    at_once: Installation, tmp_path: Path, step: int
) -> None:
    expected = at_once.hashes()
    assert expected["revision_decomposition"][0]
    assert expected["metrics"][0]
    definitions = "select distinct definition from marts.revision_decomposition"
    assert {"notable", "all_models"} <= {row[0] for row in at_once.query(definitions)}
    assert one_at_a_time(tmp_path, list(VINTAGES)[::step]).hashes() == expected


@pytest.fixture(scope="module")
def with_papers(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    installation = Installation(tmp_path_factory.mktemp("with_papers"))
    installation.add("papercopilot/icml/icml2023.json.gz", gzipped_json(PAPERS))
    installation.add("dblp/dblp.xml", DBLP)
    installation.add("openreview/icml2023.jsonl.gz", gzipped_json(OPENREVIEW))
    installation.add("openreview/tmlr.jsonl.gz", gzipped_json(JOURNAL))
    for name, content in WINDOWS.items():
        installation.add(name, content)
    for name in list(VINTAGES)[:2]:
        installation.add(name, VINTAGES[name])
    installation.build()
    return installation


def listings(step: int) -> tuple[bytes, bytes]:
    """The same papers in one order or the other, of two sources, on topics and with abstracts."""
    vision = {"id": "https://openalex.org/T3", "subfield": {"id": f"{SUBFIELDS}/1707"}}
    titles = [f"Image classification {n} with BERT" for n in range(30)]
    works = [work(n, title=title, topics=[vision]) for n, title in enumerate(titles)]
    for one in works[::3]:
        one["authorships"][0]["raw_affiliation_strings"] = ["Google"]
    said = {"abstract": "We fine-tune BERT on eight NVIDIA V100 GPUs."}
    papers = [
        paper(id=str(n), title=title, aff="Google" if n % 3 else "Example University", **said)
        for n, title in enumerate(titles)
    ]
    page = {"meta": {"count": len(works)}, "results": works[::step]}
    return gzipped_json(page), gzipped_json(papers[::step])


SUBFIELDS = "https://openalex.org/subfields"
POOLED = """
select columns(* exclude (vintage, period_end)) from marts.metrics
where source in ('papercopilot', 'openalex') and venue is null order by all
"""


def test_lists_that_are_fetched_anew_count_the_same_papers(tmp_path: Path) -> None:
    installation = Installation(tmp_path)
    rows = []
    for days, step in ((0, 1), (8, -1)):
        now = NOW + dt.timedelta(days=days)
        works, papers = listings(step)
        installation.add("openalex/works-2023.json.gz", works, now)
        installation.add("papercopilot/icml/icml2023.json.gz", papers, now)
        installation.build()
        rows.append(installation.query(POOLED))
    assert rows[0] == rows[1]
    held = "select source, count(*), count(*) filter (is_latest) from marts.papers group by all"
    assert sorted(installation.query(held)) == [("openalex", 60, 30), ("papercopilot", 60, 30)]
    counted = (
        "select source, max(n) from marts.metrics where metric = 'paper_team_share'"
        " and venue is null and definition = 'accepted' group by source order by source"
    )
    assert installation.query(counted) == [("openalex", 30), ("papercopilot", 30)]


@pytest.mark.parametrize(("listing", "k"), [("dblp", 5), ("openreview", 8)])
def test_an_outside_list_says_how_much_of_a_venue_is_held(
    with_papers: Installation, listing: str, k: int
) -> None:
    """So many of ten papers, of the one year with a list; the workshop's is none of them."""
    rows = with_papers.query(
        "select source, venue, year, listed, k, n, value from marts.venue_coverage"
        f" where listing = '{listing}' order by year"
    )
    assert rows == [
        ("papercopilot", "icml", 2023, 20, k, 10, k / 10),
        ("papercopilot", "icml", None, 20, k, 10, k / 10),
    ]
    estimates = with_papers.query(
        f"select period, value, k, n, ci_method, '{listing}_match' in caveats from marts.metrics"
        f" where metric = 'paper_listing_coverage' and definition = 'listed_by_{listing}'"
    )
    assert estimates == [("2023", k / 10, k, 10, "wilson", True)]
    absences = (
        f"select count(*) from marts.metric_absences where definition = 'listed_by_{listing}'"
    )
    assert with_papers.query(absences) == [(0,)]


def test_a_journals_paper_is_of_the_year_of_its_publication(with_papers: Installation) -> None:
    query = "select venue, year from staging.stg_openreview__notes where note_id = 't'"
    assert with_papers.query(query) == [("tmlr", 2024)]


def test_arxiv_says_what_of_a_venue_is_a_preprint_and_how_old_papers_of_models_are(
    with_papers: Installation,
) -> None:
    """Half of twenty papers, by the first version, of the year before the venue's."""
    rows = with_papers.query(
        "select primary_category, k, n, value from marts.preprint_categories"
        " where source = 'papercopilot' and venue = 'icml' and year = 2023 order by k desc"
    )
    assert rows == [(None, 10, 20, 0.5), ("cs.LG", 6, 20, 0.3), ("stat.ML", 4, 20, 0.2)]
    counts = "select n, n_unknown, earlier + later + same_day from marts.model_date_counts"
    assert with_papers.query(counts) == [(10, 40, 10)]
    days = with_papers.query(
        "select days_later from marts.model_dates where first_version = date '2022-06-06'"
        " and publication_date = date '2020-03-06'"
    )
    assert days == [(-822,)]


def test_a_new_vintage_computes_itself_and_nothing_else(with_papers: Installation) -> None:
    *_, third = VINTAGES
    installation = with_papers
    # What is not computed again keeps a mark that no computation would give it.
    for table in ("int_model_shares", "int_compute_fits", "int_estimates__papers"):
        installation.query(f"update intermediate.{table} set n = n + 1000000")
    installation.query("update intermediate.int_revision__shapley set old_n = old_n + 1000000")
    installation.add(third, VINTAGES[third])
    installation.build()
    marked = installation.query(
        "select vintage, metric like 'paper%' or metric like 'any%', bool_and(n >= 1000000),"
        " bool_or(n >= 1000000) from marts.metrics"
        " where metric in ('model_team_share', 'compute_doubling_months', 'any_industry_share')"
        " group by all order by 1, 2"
    )
    epoch = [row[2:] for row in marked if not row[1]]
    assert epoch == [(True, True), (True, True), (False, False)]
    assert [row[2:] for row in marked if row[1]] == [(True, True)]
    pairs = installation.query(
        "select year(old_vintage), year(new_vintage), bool_and(old_n >= 1000000),"
        " bool_or(old_n >= 1000000) from marts.revision_decomposition"
        " where definition = 'notable_compute_known' group by all order by 1, 2"
    )
    assert pairs == [
        (2023, 2024, True, True),
        (2023, 2025, False, False),
        (2024, 2025, False, False),
    ]


def test_a_new_table_of_hardware_moves_every_vintage_and_says_so(
    with_papers: Installation,
) -> None:
    """Synthetic: what industry trains on is ten times as fast, then corrected to a hundred."""
    with_papers.query("update intermediate.int_model_shares set n = n + 1000000")
    for day, orders in (("2024-06-01", 1), ("2025-06-01", 2)):
        peaks = {"Acme One": 1e13, "Acme Two": 10 ** (13 + orders)}
        rows = [
            hardware(**{"Hardware name": name, "Tensor-FP16/BF16 performance (FLOP/s)": peak})
            for name, peak in peaks.items()
        ]
        with_papers.add(f"hardware/{day}_ml_hardware.csv", csv_text(rows))
        with_papers.build()
        found = with_papers.query(
            "select count(*), min(value), max(value), min(gaps.hardware_vintage)::varchar,"
            " bool_and('newest_hardware' in caveats)"
            " from marts.metrics inner join marts.training_hardware_gaps as gaps"
            " using (definition, source, vintage, period)"
            " where definition = 'notable_device_peak_median' and period = '2020-2022'"
        )
        vintages = with_papers.query("select count(distinct vintage) from marts.models")
        assert found == [(*vintages[0], orders, orders, day, True)]
    stands = "select bool_and(n >= 1000000) from marts.metrics where metric = 'model_team_share'"
    assert with_papers.query(stands) == [(True,)]


def test_nothing_new_builds_nothing(at_once: Installation) -> None:
    state = build_state.current_state(at_once.settings, "test")
    assert build_state.dbt_arguments(at_once.settings, state) is None
    elsewhere = build_state.current_state(at_once.settings, "other")
    assert build_state.dbt_arguments(at_once.settings, elsewhere) == ["--full-refresh"]


def test_the_state_of_a_source_builds_what_reads_it_and_nothing_else(
    at_once: Installation,
) -> None:
    state = build_state.current_state(at_once.settings, "test")
    other = replace(state, sources={**state.sources, build_state.STATES: "other"})
    arguments = build_state.dbt_arguments(at_once.settings, other)
    assert arguments is not None
    stands = set(arguments[arguments.index("--exclude") + 1].split())
    built = {node.rsplit(".", 1)[-1] for node in state.nodes} - stands
    assert built == {
        "stg_raw__states",
        "source_state",
        "stg_openalex__sweeps",
        "silent_changes",
    }
    assert "--full-refresh" not in arguments


def ancestors(parents: dict[str, list[str]], node: str) -> set[str]:
    """Everything that a node of dbt's manifest is built from."""
    direct = set(parents.get(node, ()))
    return direct.union(*(ancestors(parents, parent) for parent in direct))


def test_another_topic_builds_what_depends_on_topics_and_nothing_else(
    at_once: Installation,
) -> None:
    state = build_state.current_state(at_once.settings, "test")
    seed = "seed.compute_divide.topic_term"
    edited = replace(state, nodes={**state.nodes, seed: "with another row"})
    arguments = build_state.dbt_arguments(at_once.settings, edited)
    assert arguments is not None
    stands = set(arguments[arguments.index("--exclude") + 1].split())
    manifest = json.loads((at_once.settings.dbt_target / "manifest.json").read_text())
    depend = {
        node
        for node in state.nodes
        if node == seed or seed in ancestors(manifest["parent_map"], node)
    }
    assert stands == {node.rsplit(".", 1)[-1] for node in set(state.nodes) - depend}
    assert {"stg_papercopilot__papers", "int_affiliations", "int_estimates__papers"} <= stands
    assert {"int_works__terms", "int_estimates__topics", "metrics"}.isdisjoint(stands)


def test_how_a_refresh_went_is_seen_and_reaches_the_mart(at_once: Installation) -> None:
    run = RefreshRun(lambda _: None)
    run.degrade("HTTP 500")
    record_refresh(at_once.settings.raw, SOURCES["epoch"], run)
    at_once.build()
    assert at_once.query(
        "select state, reason, is_behind, succeeded_on, files, year(last_vintage)"
        " from marts.source_state where shape = 'epoch'"
    ) == [("degraded", "HTTP 500", True, None, 5, 2025)]
