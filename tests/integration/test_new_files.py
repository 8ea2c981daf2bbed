"""Papers, listings and hardware that arrive beside vintages, and what they make a run compute."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

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
# Eight of the papers, two others, and a journal's list without any stored paper.
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
    abstract = {"abstract": "We fine-tune BERT on eight NVIDIA V100 GPUs."}
    papers = [
        paper(id=str(n), title=title, aff="Google" if n % 3 else "Example University", **abstract)
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
    """The count covers the ten papers of the one listed year, without the workshop paper."""
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
        " and publication_date = date '2019-03-06'"
    )
    assert days == [(-1188,)]


def test_a_new_vintage_computes_itself_and_nothing_else(with_papers: Installation) -> None:
    *_, third = VINTAGES
    installation = with_papers
    # A row that is not computed again keeps a value that no computation would give it.
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
