"""Queries, due years, plan and budget of OpenAlex, and the file of fetched pages."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from ingestion.errors import IngestionError, SourceOffError
from ingestion.fetching.credentials import OPENALEX_KEY
from ingestion.fetching.request import RefreshRequest, RefreshRun
from ingestion.landing.snapshots import Snapshot, connect, initialise_source
from ingestion.refresh import land_each
from ingestion.sources.openalex import queries
from ingestion.sources.openalex.api import OpenAlexApi
from ingestion.sources.openalex.budget import Budget, BudgetSpentError
from ingestion.sources.openalex.fetch import (
    PlannedYear,
    api_key,
    describe_plan,
    due_years,
    fetch_with,
    newest_by_year,
)
from ingestion.sources.openalex.queries import (
    Query,
    SelectedRow,
    plain_name,
    resolve_queries,
    selected_rows,
)
from ingestion.sources.openalex.resume import LOG, PageFile
from ingestion.sources.openalex.source import SOURCE
from tests.bench.openalex_server import Handler
from tests.ingestion.openalex.faults import FaultyReplay, works
from tests.ingestion.selections import select
from tests.ingestion.servers import serving

TODAY = dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2021 IEEE/CVF Conference on Computer Vision and Pattern Recognition (CVPR)", "cvpr"),
        ("IEEE Conference on Computer Vision and Pattern Recognition", "cvpr"),
        ("2019 IEEE/CVF International Conference on Computer Vision (ICCV)", "iccv"),
        ("Neural Information Processing Systems", "neurips"),
        ("Advances in Neural Information Processing Systems 34", "neurips"),
        ("Proceedings of the 58th Annual Meeting of the Association for Computational Linguistics",
         "acl"),
        ("Proceedings of the 2019 Conference of the North", "naacl"),
        ("Proceedings of the Thirtieth International Joint Conference on Artificial Intelligence",
         "ijcai"),
        ("Proceedings of the AAAI Conference on Artificial Intelligence", "aaai"),
        ("26th ACM SIGKDD International Conference on Knowledge Discovery & Data Mining", "kdd"),
        ("Proceedings of the 25th international conference on Machine learning - ICML '08", "icml"),
        ("The Journal of Machine Learning Research", "jmlr"),
        ("IEEE International Conference on Machine Learning and Applications", None),
        ("Asian Conference on Machine Learning", None),
        ("Asian Conference on Computer Vision", None),
        ("CVPR Workshops", None),
        ("Journal of Machine Learning Research Workshop and Conference Proceedings", None),
    ],
)  # fmt: skip
def test_a_venue_is_recognised_by_name_in_any_year(name: str, expected: str | None) -> None:
    fits = [
        row.name
        for row in selected_rows()
        if plain_name(name) in {plain_name(one) for one in row.names}
    ]
    assert fits == ([expected] if expected else [])


def test_the_selection_has_the_venues_and_no_topics() -> None:
    assert {row.kind for row in selected_rows()} == {"venue"}
    assert len(selected_rows()) == 17


def test_a_topic_without_an_id_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    select(monkeypatch, tmp_path, "openalex", "name,kind,on,names,ids\na,topic,yes,A,\n")
    with pytest.raises(IngestionError, match=r"row 1: the kind must be venue or topic"):
        selected_rows()


def test_matching_sources_are_looked_up_once(tmp_path: Path) -> None:
    venue = SelectedRow("icml", "venue", ("International Conference on Machine Learning",), ())
    topic = SelectedRow("sgd", "topic", ("SGD",), ("T11612",))
    undated = SelectedRow("nothing", "venue", ("2020 Nothing",), ())
    logged: list[str] = []
    with serving(FaultyReplay({})) as server, OpenAlexApi("key", base=server.url) as api:
        for _ in range(2):
            found = resolve_queries(
                api, [venue, topic, undated], tmp_path / "lookups", TODAY, logged.append
            )
        assert server.calls == 2
    assert found.queries == [
        Query("icml", "primary_location.source.id:S1"),
        Query("sgd", "primary_topic.id:T11612"),
        Query("nothing", "primary_location.source.id:S1"),
    ]
    assert logged == []


def test_damaged_lookups_are_logged_and_repeated(tmp_path: Path) -> None:
    (tmp_path / "lookups").write_text("[]")
    logged: list[str] = []
    row = SelectedRow("venue", "venue", ("V",), ())
    with serving(Sources({})) as server, OpenAlexApi("key", base=server.url) as api:
        (query,) = resolve_queries(api, [row], tmp_path / "lookups", TODAY, logged.append).queries
    (line,) = logged
    assert "lookups is not readable and starts empty: " in line
    assert query.filter.endswith("S1|S2")


def test_a_venue_without_a_source_is_logged(tmp_path: Path) -> None:
    class Other(FaultyReplay):
        def answer(self, handler, path, asked):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, ARG002
            source = {"id": "https://openalex.org/S2", "display_name": "Asian ICML"}
            handler.send(json.dumps({"meta": {"count": 1}, "results": [source]}).encode())

    logged: list[str] = []
    row = SelectedRow("icml", "venue", ("ICML",), ())
    with serving(Other({})) as server, OpenAlexApi("key", base=server.url) as api:
        for _ in range(2):
            found = resolve_queries(api, [row], tmp_path / "lookups", TODAY, logged.append)
            assert (found.queries, found.venues_without_source) == ([], [])
    # A look-up without a result is not stored.
    assert logged == ["icml is left out: no source is named ICML"] * 2


class Sources(FaultyReplay):
    """A server that answers with the sources in ``ids``."""

    ids: Sequence[str] = ("S1", "S2")

    def answer(self, handler: Handler, path: str, asked: Any) -> None:
        if path != "/sources":
            return super().answer(handler, path, asked)
        named = [{"id": f"https://openalex.org/{one}", "display_name": "V"} for one in self.ids]
        return handler.send(json.dumps({"meta": {"count": 1}, "results": named}).encode())


@pytest.mark.parametrize(("ids", "lost"), [((), ["venue"]), (("S2",), []), (("S1", "S3"), [])])
def test_a_source_that_a_response_lacks_stays_in_the_query(
    tmp_path: Path, ids: Sequence[str], lost: list[str]
) -> None:
    row = SelectedRow("venue", "venue", ("V",), ())
    with serving(Sources({})) as server, OpenAlexApi("key", base=server.url) as api:
        for days in (0, 30):
            day = TODAY + dt.timedelta(days=days)
            found = resolve_queries(api, [row], tmp_path / "lookups", day, print)
            server.ids = ids
    (query,) = found.queries
    assert query.filter.endswith("|".join(sorted({"S1", "S2", *ids})))
    assert found.venues_without_source == lost


def test_a_venue_without_a_source_any_more_degrades_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "LOOKUP_DAYS", 0)
    row = SelectedRow("venue", "venue", ("V",), ())

    def go() -> int:
        run = RefreshRun(lambda _: None)
        with OpenAlexApi("key", base=server.url) as api, connect() as connection:
            initialise_source(connection, tmp_path, SOURCE)
            files = fetch_with(api, SOURCE, tmp_path, RefreshRequest([2020], full=True), run, [row])
            return len(list(land_each(connection, files, SOURCE, tmp_path)))

    with serving(Sources({2020: works(5)})) as server:
        assert go() == 1
        server.ids = ()
        with pytest.raises(IngestionError, match="no source is named like venue any more"):
            go()


def snapshot(year: int, vintage: str) -> Snapshot:
    values = dict.fromkeys(Snapshot.__dataclass_fields__, "")
    named = {"file": f"openalex/works-{year}.jsonl.gz", "vintage": vintage}
    return Snapshot(**{**values, **named})  # type: ignore[arg-type]


def test_missing_and_old_years_are_due() -> None:
    held = [
        snapshot(2026, "2026-11-18"),
        snapshot(2025, "2026-11-17"),
        snapshot(2024, "2026-10-01"),
        snapshot(2023, "2026-08-20"),
        snapshot(2023, "2026-09-20"),
        snapshot(2022, "2026-08-20"),
    ]
    newest = newest_by_year(held)
    assert due_years({2026: TODAY + dt.timedelta(days=2)}, [2026], TODAY, full=False) == [2026]
    assert due_years(newest, range(2021, 2027), TODAY, full=False) == [2025, 2022, 2021]
    assert due_years(newest, range(2025, 2027), TODAY, full=True) == [2026, 2025]


def test_the_plan_states_calls_works_and_price() -> None:
    one, two = Query("a", "f:1"), Query("b", "f:2")
    planned = [PlannedYear(2020, {one: 101, two: 1}), PlannedYear(2019, {one: 100})]
    assert describe_plan(planned, 9_999) == (
        "plan: 4 calls for 202 works of 2 years, 0.0004 USD; calls left today: 9,999"
    )
    assert "10,000 (assumed)" in describe_plan(planned, None)


def test_an_invalid_year_is_an_error() -> None:
    replay = FaultyReplay({})
    replay.counts = {"unknown": 3}  # type: ignore[dict-item]
    with (
        serving(replay) as server,
        OpenAlexApi("secret", base=server.url, sleep=lambda _: None) as api,
        pytest.raises(IngestionError, match=r"matching regex .* `\$\.group_by\[0\]\.key`"),
    ):
        api.works_by_year("f:1")


def groups(*years: int, **meta: int) -> bytes:
    found = [{"key": str(year), "count": 50} for year in years]
    return json.dumps({"meta": meta, "group_by": found}).encode()


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (groups(2019, 2021, count=150), "its years contain 100 of 150 works"),
        (groups(2019, 2021, count=100, groups_count=3), "it lists 2 of 3 years"),
        (groups(count=1), "its years contain 0 of 1 works"),
    ],
)
def test_a_response_without_a_year_is_retried(body: bytes, message: str) -> None:
    class Short(FaultyReplay):
        def answer(self, handler, path, asked):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            if self.calls == 0 or self.lasts:
                self.calls += 1
                return handler.send(body)
            return super().answer(handler, path, asked)

        lasts = False

    with (
        serving(Short({2020: works(3)})) as server,
        OpenAlexApi("key", base=server.url, sleep=lambda _: None) as api,
    ):
        assert api.works_by_year("f:1") == {2020: 3}
        server.lasts = True
        with pytest.raises(IngestionError, match=message):
            api.works_by_year("f:1")


def test_works_without_a_year_are_not_a_missing_year() -> None:
    class Undated(FaultyReplay):
        def answer(self, handler, path, asked):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, ARG002
            handler.send(groups(2019, 2020, count=101, groups_count=2))

    with serving(Undated({})) as server, OpenAlexApi("key", base=server.url) as api:
        assert api.works_by_year("f:1") == {2019: 50, 2020: 50}


def headers(**values: object) -> dict[str, str]:
    return {f"X-RateLimit-{n.replace('_', '-')}": str(value) for n, value in values.items()}


@pytest.mark.parametrize(
    ("logged", "left"),
    [
        ({}, None),
        ({"Remaining": 42, "Reset": 60}, 42),
        ({"Remaining": 42, "Remaining_USD": 0.0003, "Reset": 60}, 3),
        ({"Remaining": 5, "Credits_Required": 10, "Reset": 60}, 0),
        ({"Remaining": 0, "Prepaid_Remaining_USD": 2, "Reset": 60}, None),
        ({"Remaining": 0, "Onetime_Remaining": 0, "Reset": 60}, 0),
        ({"Remaining": "many", "Reset": 60}, None),
        ({"Remaining": "nan", "Remaining_USD": "inf", "Reset": 60}, None),
    ],
)
def test_the_calls_left_of_the_budget(logged: dict[str, object], left: int | None) -> None:
    budget = Budget(clock=lambda: 1000.0)
    budget.update(headers(**logged))
    assert budget.calls_left() == left


def test_a_spent_budget_is_full_again_after_its_reset() -> None:
    now = [86_400.0 * 100 + 3_600]
    budget = Budget(clock=lambda: now[0])
    budget.update(headers(Remaining=0, Cost_USD=0.0001))
    with pytest.raises(BudgetSpentError, match=r"refilled in 23\.0 h"):
        budget.check("works")
    now[0] += 23 * 3600
    budget.check("works")
    assert (budget.calls, budget.cost_usd) == (1, 0.0001)


A, B = Query("a", "f:1"), Query("b", "f:2")
WIRE = [gzip.compress(f'{{"n":{n}}}'.encode(), mtime=0) for n in range(3)]


def three_pages(folder: Path) -> bytes:
    with PageFile(folder, "works.jsonl.gz", [A]) as pages:
        for n, wire in enumerate(WIRE):
            pages.add(A, f"c{n}", [f"W{n}"], wire)
    return (folder / "works.jsonl.gz").read_bytes()


def kept(folder: Path, queries: list[Query]) -> list[str | None]:
    with PageFile(folder, "works.jsonl.gz", queries) as pages:
        return [page.cursor for page in pages.pages]


def test_a_page_file_has_a_line_for_its_queries_and_one_per_page(tmp_path: Path) -> None:
    lines = gzip.decompress(three_pages(tmp_path)).decode().splitlines()
    assert json.loads(lines[0]) == {"queries": [{"name": "a", "filter": "f:1"}]}
    assert lines[1:] == ['{"n":0}', '{"n":1}', '{"n":2}']
    assert kept(tmp_path, [A]) == ["c0", "c1", "c2"]


def test_other_queries_restart_the_file(tmp_path: Path) -> None:
    three_pages(tmp_path)
    assert kept(tmp_path, [A, B]) == []


def test_pages_older_than_a_week_restart_the_file(tmp_path: Path) -> None:
    three_pages(tmp_path)
    started, *lines = (tmp_path / LOG).read_text().splitlines()
    then = dt.datetime.now(dt.UTC) - dt.timedelta(days=8)
    old = json.dumps({**json.loads(started), "started": then.isoformat()})
    (tmp_path / LOG).write_text("\n".join([old, *lines]) + "\n")
    assert kept(tmp_path, [A]) == []


@pytest.mark.parametrize("damage", ["lost tail", "flipped byte", "torn log", "no data", "unlogged"])
def test_a_damaged_page_is_fetched_again(tmp_path: Path, damage: str) -> None:
    whole = three_pages(tmp_path)
    data, log = tmp_path / "works.jsonl.gz", tmp_path / LOG
    if damage == "lost tail":
        data.write_bytes(whole[:-30])
    elif damage == "flipped byte":
        data.write_bytes(whole[:-30] + bytes([whole[-30] ^ 1]) + whole[-29:])
    elif damage == "torn log":
        log.write_text(log.read_text()[:-10])
    elif damage == "unlogged":
        data.write_bytes(whole + WIRE[0])
    else:
        data.unlink()
    good = {"no data": [], "unlogged": ["c0", "c1", "c2"]}.get(damage, ["c0", "c1"])
    with PageFile(tmp_path, "works.jsonl.gz", [A]) as pages:
        assert [page.cursor for page in pages.pages] == good
        for n in range(len(good), 3):
            pages.add(A, f"c{n}", [f"W{n}"], WIRE[n])
    assert data.read_bytes() == whole


def test_a_stored_year_that_is_not_due_costs_no_call(tmp_path: Path) -> None:
    def go(full: bool) -> tuple[int, int]:
        run = RefreshRun(lambda _: None)
        with (
            serving(FaultyReplay({2020: works(5)})) as server,
            OpenAlexApi("key", base=server.url) as api,
            connect() as connection,
        ):
            initialise_source(connection, tmp_path, SOURCE)
            row = SelectedRow("venue", "venue", ("V",), ("S1",))
            files = fetch_with(api, SOURCE, tmp_path, RefreshRequest([2020], full), run, [row])
            return len(list(land_each(connection, files, SOURCE, tmp_path))), run.calls

    assert go(full=False) == (1, 3)
    assert go(full=False) == (0, 0)
    assert go(full=True) == (1, 3)


def test_a_missing_key_raises_for_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(OPENALEX_KEY, " ")
    with pytest.raises(SourceOffError):
        api_key()
