"""Files arrive one after another in one installation, and each run computes only what changed.

The tests are in the order of the builds, and each test adds its files to those of earlier tests.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest

from ingestion.registry import SOURCES
from ingestion.request import RefreshRun
from ingestion.state import record_refresh
from orchestration.dbt import build_state
from tests.builders import (
    NOW,
    csv_text,
    dblp_record,
    dblp_xml,
    gzipped_json,
    hardware,
    paper,
)
from tests.ingestion.arxiv.faults import listed, record, zipped
from tests.ingestion.openalex.faults import work
from tests.integration.installation import VINTAGES, Installation

PAPERS = [paper(id=str(i), title=f"A synthetic pap\u00e9r {i}") for i in range(20)]
DBLP = dblp_xml(
    *[
        dblp_record(f"conf/icml/S{i}", title=f"A Synthetic <i>Pap&eacute;r</i> {i}.", year="2023")
        for i in range(15, 25)
    ],
    dblp_record("conf/icml/W", title="A synthetic pap&eacute;r 1.", crossref="conf/icml/2023w"),
    dblp_record("conf/icml/Z", title="A synthetic paper of an earlier year.", year="2022"),
)
# The list has eight of the papers, two other papers, and a journal without any stored paper.
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
# The date ranges are those of the two harvested sets, from arXiv's first day on.
DATE_RANGES = {
    "arxiv/2026-01-31_cs_2005-09-16_2026-01-31.zip": ARXIV,
    "arxiv/2026-01-31_stat_2005-09-16_2026-01-31.zip": zipped(listed(record(99))),
}


SUBFIELDS = "https://openalex.org/subfields"


def listings(step: int) -> tuple[bytes, bytes]:
    """Return the same papers of two sources, in one of two orders, with topics and abstracts."""
    vision = {"id": "https://openalex.org/T3", "subfield": {"id": f"{SUBFIELDS}/1707"}}
    titles = [f"Image classification {n} with BERT" for n in range(30)]
    works = [work(n, title=title, topics=[vision]) for n, title in enumerate(titles)]
    for one in works[::3]:
        one["authorships"][0]["raw_affiliation_strings"] = ["Google"]
    abstract = {"abstract": "We fine-tune BERT on eight NVIDIA V100 GPUs."}
    papers = [
        paper(id=str(n), title=title, aff="Google" if n % 3 else "Example University", **abstract)
        for n, title in enumerate(titles)
    ]
    page = {"meta": {"count": len(works)}, "results": works[::step]}
    return gzipped_json(page), gzipped_json(papers[::step])


def add_listings(installation: Installation, step: int, now: dt.datetime = NOW) -> None:
    works, papers = listings(step)
    installation.add("openalex/works-2023.json.gz", works, now)
    installation.add("papercopilot/iclr/iclr2023.json.gz", papers, now)


def add_hardware(installation: Installation, day: str, orders: int) -> None:
    """Add synthetic hardware, on which industry trains faster by some orders of magnitude."""
    rows = [
        hardware(**{"Hardware name": name, "Tensor-FP16/BF16 performance (FLOP/s)": peak})
        for name, peak in (("Acme One", 1e13), ("Acme Two", 10 ** (13 + orders)))
    ]
    installation.add(f"hardware/{day}_ml_hardware.csv", csv_text(rows))


POOLED = """
select columns(* exclude (vintage, vintages, period_end)) from marts.metrics
where source in ('papercopilot', 'openalex') and venue is null order by all
"""
GAPS = """
select count(distinct vintage), min(value), max(value), min(gaps.hardware_vintage)::varchar,
    bool_and('newest_hardware' in caveats)
from marts.metrics inner join marts.training_hardware_gaps as gaps
    using (definition, source, vintage, period)
where definition = 'notable_device_peak_median' and period = '2020-2022'
"""


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Land papers, listings, a table of hardware and the two middle vintages, and build once."""
    installation = Installation(tmp_path_factory.mktemp("installation"))
    installation.add("papercopilot/icml/icml2023.json.gz", gzipped_json(PAPERS))
    installation.add("dblp/dblp.xml", DBLP)
    installation.add("openreview/icml2023.jsonl.gz", gzipped_json(OPENREVIEW))
    installation.add("openreview/tmlr.jsonl.gz", gzipped_json(JOURNAL))
    for name, content in DATE_RANGES.items():
        installation.add(name, content)
    add_listings(installation, 1)
    add_hardware(installation, "2024-06-01", 1)
    for name in list(VINTAGES)[1:3]:
        installation.add_vintage(name)
    installation.build()
    return installation


@pytest.mark.parametrize(("listing", "k"), [("dblp", 5), ("openreview", 8)])
def test_an_outside_list_says_how_much_of_a_venue_is_held(
    installation: Installation, listing: str, k: int
) -> None:
    """The count covers the ten papers of the one listed year, without the workshop paper."""
    rows = installation.query(
        "select source, venue, year, listed, k, n, value from marts.venue_coverage"
        f" where listing = '{listing}' order by year"
    )
    assert rows == [
        ("papercopilot", "icml", 2023, 20, k, 10, k / 10),
        ("papercopilot", "icml", None, 20, k, 10, k / 10),
    ]
    estimates = installation.query(
        f"select period, value, k, n, ci_method, '{listing}_match' in caveats from marts.metrics"
        f" where metric = 'paper_listing_coverage' and definition = 'listed_by_{listing}'"
    )
    assert estimates == [("2023", k / 10, k, 10, "wilson", True)]
    absences = (
        f"select count(*) from marts.metric_absences where definition = 'listed_by_{listing}'"
        " and source = 'papercopilot'"
    )
    assert installation.query(absences) == [(0,)]


def test_a_journals_paper_is_of_the_year_of_its_publication(installation: Installation) -> None:
    query = "select venue, year from staging.stg_openreview__notes where note_id = 't'"
    assert installation.query(query) == [("tmlr", 2024)]


def test_arxiv_says_what_of_a_venue_is_a_preprint_and_how_old_papers_of_models_are(
    installation: Installation,
) -> None:
    """Half of twenty papers are preprints, with first versions in the year before the venue."""
    rows = installation.query(
        "select primary_category, k, n, value from marts.preprint_categories"
        " where source = 'papercopilot' and venue = 'icml' and year = 2023 order by k desc"
    )
    assert rows == [(None, 10, 20, 0.5), ("cs.LG", 6, 20, 0.3), ("stat.ML", 4, 20, 0.2)]
    counts = "select n, n_unknown, earlier + later + same_day from marts.model_date_counts"
    assert installation.query(counts) == [(10, 50, 10)]
    days = installation.query(
        "select days_later from marts.model_dates where first_version = date '2022-06-06'"
        " and publication_date = date '2019-03-06'"
    )
    assert days == [(-1188,)]


# The test plants a value that no computation gives, and a row that is not computed again keeps it.
MARKED = {
    "int_model_shares": "n",
    "int_compute_fits": "n",
    "int_estimates__papers": "n",
    "int_revision__shapley": "old_n",
}


def mark(installation: Installation) -> None:
    for table, column in MARKED.items():
        installation.query(f"update intermediate.{table} set {column} = {column} + 1000000")


def unmark(installation: Installation) -> None:
    marked = {f"intermediate.{table}": column for table, column in MARKED.items()}
    for table, column in {**marked, "marts.metrics": "n"}.items():
        smaller = f"{column} = {column} - 1000000 where {column} >= 1000000"
        installation.query(f"update {table} set {smaller}")


def test_a_new_vintage_computes_itself_and_nothing_else(installation: Installation) -> None:
    mark(installation)
    installation.add_vintage(list(VINTAGES)[3])
    installation.build()
    rows = installation.query(
        "select vintage, metric like 'any%', bool_and(n >= 1000000),"
        " bool_or(n >= 1000000) from marts.metrics"
        " where metric in ('model_team_share', 'compute_doubling_months', 'any_industry_share')"
        " and topic is null group by all order by 1, 2"
    )
    epoch = [row[2:] for row in rows if not row[1]]
    assert epoch == [(True, True), (True, True), (False, False)]
    assert {row[2:] for row in rows if row[1]} == {(True, True)}
    pairs = installation.query(
        "select year(old_vintage), year(new_vintage), bool_and(old_n >= 1000000),"
        " bool_or(old_n >= 1000000) from marts.revision_decomposition"
        " where definition = 'notable_compute_known' group by all order by 1, 2"
    )
    assert pairs == [
        (2024, 2025, True, True),
        (2024, 2026, False, False),
        (2025, 2026, False, False),
    ]
    unmark(installation)


def test_files_that_come_in_any_order_give_the_marts_of_one_full_build(
    installation: Installation,
) -> None:
    """The oldest vintage comes last, with lists that were fetched again, in reverse order."""
    before = installation.query(POOLED)
    later = NOW + dt.timedelta(days=8)
    installation.query("update intermediate.int_papers__accelerators set mentions = ['kept']")
    installation.add_vintage(next(iter(VINTAGES)))
    add_listings(installation, -1, later)
    installation.build()
    assert installation.query(POOLED) == before
    read = (
        "select mentions = ['kept'], count(*) from intermediate.int_papers__accelerators"
        " where has_accelerator group by all order by all"
    )
    # The texts of the first lists are not read again.
    assert installation.query(read) == [(False, 30), (True, 30)]
    held = "select source, count(*), count(*) filter (is_latest) from marts.papers group by all"
    assert sorted(installation.query(held)) == [("openalex", 60, 30), ("papercopilot", 80, 50)]
    counted = (
        "select source, max(n) from marts.metrics where metric = 'paper_team_share'"
        " and venue is null and definition = 'accepted' group by source order by source"
    )
    assert installation.query(counted) == [("openalex", 30), ("papercopilot", 50)]
    grown = installation.hashes()
    assert grown["revision_decomposition"][0]
    assert grown["metrics"][0]
    # No pair is stored that is no longer compared.
    for table, of in {"matches": "family", "states": "definition", "shapley": "definition"}.items():
        pair = f"{of}, source, old_vintage, new_vintage"
        others = (
            f"select {pair} from intermediate.int_revision__{table}"
            f" except select {pair} from intermediate.int_revision__comparisons"
        )
        assert installation.query(others) == []
    definitions = "select distinct definition from marts.revision_decomposition"
    assert {"notable", "all_models"} <= {row[0] for row in installation.query(definitions)}
    build_state.invalidate(installation.settings)
    installation.build()
    assert installation.hashes() == grown
    # The same dictionary read the same strings three times.
    assert grown["label_revision"] == (0, None)


def test_hardware_and_states_that_are_new_reach_the_marts_and_move_no_share(
    installation: Installation,
) -> None:
    """A corrected table of hardware changes the gap of every vintage, and its date is stated."""
    vintages = installation.query("select count(distinct vintage) from marts.models")
    assert installation.query(GAPS) == [(*vintages[0], 1, 1, "2024-06-01", True)]
    mark(installation)
    add_hardware(installation, "2025-06-01", 2)
    run = RefreshRun(lambda _: None)
    run.degrade("HTTP 500")
    record_refresh(installation.settings.raw, SOURCES["epoch"], run)
    installation.build()
    assert installation.query(GAPS) == [(*vintages[0], 2, 2, "2025-06-01", True)]
    stands = "select bool_and(n >= 1000000) from marts.metrics where metric = 'model_team_share'"
    assert installation.query(stands) == [(True,)]
    files = len(list(installation.settings.raw.glob("epoch/[!_]*/manifest.json")))
    newest = installation.query("select max(vintage) from marts.models")
    assert installation.query(
        "select state, reason, is_behind, succeeded_on, files, last_vintage"
        " from marts.source_state where shape = 'epoch'"
    ) == [("degraded", "HTTP 500", True, None, files, *newest[0])]


def test_nothing_new_builds_nothing(installation: Installation) -> None:
    state = build_state.current_state(installation.settings, "test")
    assert build_state.dbt_arguments(installation.settings, state) is None
    elsewhere = build_state.current_state(installation.settings, "other")
    assert build_state.dbt_arguments(installation.settings, elsewhere) == ["--full-refresh"]


def test_the_state_of_a_source_builds_what_reads_it_and_nothing_else(
    installation: Installation,
) -> None:
    state = build_state.current_state(installation.settings, "test")
    other = replace(state, sources={**state.sources, build_state.STATES: "other"})
    arguments = build_state.dbt_arguments(installation.settings, other)
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
    """Return all ancestors of a node in dbt's manifest."""
    direct = set(parents.get(node, ()))
    return direct.union(*(ancestors(parents, parent) for parent in direct))


def test_another_topic_builds_what_depends_on_topics_and_nothing_else(
    installation: Installation,
) -> None:
    state = build_state.current_state(installation.settings, "test")
    seed = "seed.compute_divide.topic_term"
    edited = replace(state, nodes={**state.nodes, seed: "with another row"})
    arguments = build_state.dbt_arguments(installation.settings, edited)
    assert arguments is not None
    stands = set(arguments[arguments.index("--exclude") + 1].split())
    manifest = json.loads((installation.settings.parsed / "manifest.json").read_text())
    depend = {
        node
        for node in state.nodes
        if node == seed or seed in ancestors(manifest["parent_map"], node)
    }
    assert stands == {node.rsplit(".", 1)[-1] for node in set(state.nodes) - depend}
    assert {"stg_papercopilot__papers", "int_affiliations", "int_estimates__papers"} <= stands
    assert {"int_works__terms", "int_estimates__topics", "metrics"}.isdisjoint(stands)
