"""The audit counts only planted changes without a new date, in rotation."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from ingestion.landing.snapshots import connect, initialise_source, land
from ingestion.sources.openalex.api import OpenAlexApi
from ingestion.sources.openalex.audit import (
    PROGRESS_FILE,
    AuditReport,
    UnstampedChange,
    audit,
    compare_reloaded,
)
from ingestion.sources.openalex.source import AUDIT_LOG, SOURCE
from tests.bench.openalex_server import Handler
from tests.builders import gzipped_json, land_file, source_file
from tests.ingestion.openalex.faults import FaultyReplay, packed, work
from tests.ingestion.servers import serving

WORKS = 250


class ById(FaultyReplay):
    """A server that answers look-ups by id with ``now``; ``batches`` are the ids of each call."""

    def __init__(self) -> None:
        super().__init__({})
        self.now = {n: work(n) for n in range(WORKS)}
        self.batches: list[list[int]] = []

    def answer(self, handler: Handler, path: str, asked: Mapping[str, str]) -> None:
        assert path == "/works"
        self.calls += 1
        ids = [int(one[1:]) for one in asked["filter"].removeprefix("ids.openalex:").split("|")]
        self.batches.append(ids)
        found = [self.now[n] for n in ids if n in self.now]
        meta = {"count": len(found), "next_cursor": None}
        handler.send(packed({"meta": meta, "results": found}))


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    held = {"meta": {"count": WORKS}, "results": [work(n) for n in range(WORKS)]}
    path = tmp_path / "page.json.gz"
    path.write_bytes(gzipped_json(held))
    land_file(path, SOURCE, tmp_path / "raw")
    return tmp_path / "raw"


@pytest.fixture
def server() -> Iterator[ById]:
    with serving(ById()) as running:
        yield running


def audited(server: ById, raw: Path, calls: int) -> AuditReport:
    with connect() as connection, OpenAlexApi("key", base=server.url) as api:
        return audit(connection, api, SOURCE, raw, calls)


def changes(report: AuditReport) -> dict[str, tuple[int, int]]:
    return {c.field: (c.changed, c.n) for c in report.changes if c.changed}


def authorships(institution: str) -> list[dict[str, Any]]:
    (authorship,) = work(0)["authorships"]
    return [{**authorship, "institutions": [{"id": institution, "type": "education"}]}]


def test_planted_changes_without_a_new_date_are_counted_by_field(server: ById, raw: Path) -> None:
    server.now |= {n: work(n, title="Renamed") for n in range(7)}
    institutions = authorships("https://openalex.org/I2")
    for n in range(20, 31):
        # The author is that of the work, so only the institution differs.
        institutions[0]["author"] = work(n)["authorships"][0]["author"]
        server.now[n] = json.loads(json.dumps(work(n, authorships=institutions)))
    report = audited(server, raw, 3)
    assert changes(report) == {"title": (7, WORKS), "institutions": (11, WORKS)}
    assert (report.checked, report.gone, report.redated, report.calls) == (WORKS, 0, 0, 3)


def test_a_change_with_a_new_date_and_new_citations_do_not_count(server: ById, raw: Path) -> None:
    server.now[1] = work(1, title="Renamed", updated_date="2026-01-01")
    server.now[2] = work(2, cited_by_count=10_000, counts_by_year=[])
    del server.now[3]
    report = audited(server, raw, 3)
    assert changes(report) == {}
    assert (report.gone, report.redated) == (1, 1)
    assert {c.n for c in report.changes} == {WORKS - 2}


def test_the_order_of_topics_is_no_change(server: ById, raw: Path) -> None:
    topics = work(4)["topics"]
    assert len(topics) == 2
    server.now[4] = work(4, topics=topics[::-1])
    server.now[5] = work(5, topics=topics[:1])
    assert changes(audited(server, raw, 3)) == {"topics": (1, WORKS)}


def test_the_rotation_reaches_every_work_before_any_again(server: ById, raw: Path) -> None:
    for _ in range(3):
        audited(server, raw, 1)
    assert [len(batch) for batch in server.batches] == [100, 100, 100]
    first, second, third = map(set, server.batches)
    assert len(first | second | third) == WORKS
    assert len(third & first) == 300 - WORKS


def test_each_audit_is_logged(server: ById, raw: Path) -> None:
    server.now[0] = work(0, title="Renamed")
    audited(server, raw, 3)
    audited(server, raw, 1)
    lines = (raw / "openalex" / AUDIT_LOG).read_text().splitlines()
    assert [json.loads(line)["asked"] for line in lines] == [WORKS, 100]
    assert json.loads(lines[0])["swept_at"][:10] == dt.datetime.now(dt.UTC).date().isoformat()
    assert {"field": "title", "changed": 1, "n": WORKS} in json.loads(lines[0])["silences"]


def fetched_again(raw: Path, works: Sequence[dict[str, Any]], day: str) -> None:
    """Land a newer state of the list in ``raw``."""
    path = raw.parent / "page.json.gz"
    path.write_bytes(gzipped_json({"meta": {"count": len(works)}, "results": list(works)}))
    file = dataclasses.replace(
        source_file(path, path.name, day), retrieved_at=dt.datetime.fromisoformat(f"{day}T00:00Z")
    )
    with connect() as connection:
        initialise_source(connection, raw, SOURCE)
        land(connection, file, SOURCE, raw)


def compared(raw: Path) -> AuditReport:
    with connect() as connection:
        return compare_reloaded(connection, SOURCE, raw)


def test_a_list_that_is_fetched_again_is_compared_once(raw: Path) -> None:
    assert compared(raw) == AuditReport()
    now = {n: work(n) for n in range(10, WORKS)}
    now |= {n: work(n, title="Renamed") for n in range(20, 27)}
    now[30] = work(30, updated_date="2026-01-01")
    fetched_again(raw, list(now.values()), "2026-02-01")
    report = compared(raw)
    assert changes(report) == {"title": (7, WORKS - 11)}
    assert (report.checked, report.gone, report.redated, report.calls) == (WORKS, 10, 1, 0)
    assert report.largest_rate == 10 / WORKS
    assert compared(raw) == AuditReport()
    fetched_again(raw, [work(n) for n in range(10, 100)], "2026-03-01")
    assert (compared(raw).checked, compared(raw).checked) == (WORKS - 10, 0)
    lines = (raw / "openalex" / AUDIT_LOG).read_text().splitlines()
    assert [json.loads(line)["asked"] for line in lines] == [WORKS, WORKS - 10]


def test_an_audit_and_a_comparison_keep_the_progress_of_each_other(server: ById, raw: Path) -> None:
    audited(server, raw, 1)
    fetched_again(raw, [work(n) for n in reversed(range(WORKS))], "2026-02-01")
    assert compared(raw).checked == WORKS
    audited(server, raw, 1)
    assert not set(server.batches[0]) & set(server.batches[1])
    assert compared(raw).checked == 0


def test_works_that_a_newer_list_lacks_are_not_audited(server: ById, raw: Path) -> None:
    fetched_again(raw, [work(n) for n in range(100)], "2026-02-01")
    assert (audited(server, raw, 3).checked, sorted(server.batches[0])) == (100, list(range(100)))


def test_a_damaged_position_is_logged_and_the_rotation_starts_again(
    server: ById, raw: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (raw / "openalex" / PROGRESS_FILE).write_text("{")
    assert audited(server, raw, 1).checked
    assert f"{PROGRESS_FILE} is not readable and starts empty: " in capsys.readouterr().err


def test_reports_add_up_field_by_field() -> None:
    one = AuditReport(5, 1, 1, 2, (UnstampedChange("doi", 1, 3), UnstampedChange("title", 0, 3)))
    assert one + AuditReport() == one
    both = one + AuditReport(
        2, 0, 0, 1, (UnstampedChange("doi", 1, 2), UnstampedChange("title", 2, 2))
    )
    assert both == AuditReport(
        7, 1, 1, 3, (UnstampedChange("doi", 2, 5), UnstampedChange("title", 2, 5))
    )
    assert (both.largest_rate, AuditReport().largest_rate) == (0.4, 0)


def test_nothing_stored_is_nothing_fetched(server: ById, tmp_path: Path) -> None:
    with connect() as connection:
        initialise_source(connection, tmp_path, SOURCE)
    assert audited(server, tmp_path, 3) == AuditReport()
    assert server.calls == 0
