"""The release's parts are compared with the manifest, resumed by part, and landed together."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingestion.errors import IngestionError
from ingestion.fetching import http
from ingestion.fetching.http import Client
from ingestion.landing.snapshots import Landing, initialise_source, snapshots
from ingestion.sources.openalex import release
from ingestion.sources.openalex.release import PartSize, ReleasePart, land_release
from ingestion.sources.openalex.source import SOURCE
from tests.bench.openalex_server import Handler
from tests.builders import connected
from tests.ingestion.openalex.faults import FaultyReplay, work
from tests.ingestion.servers import drip, serving

ML = [{"id": "https://openalex.org/T1", "subfield": {"id": release.SUBFIELDS[0]}}]
PART = "s3://openalex/data/jsonl/works/updated_date=2026-06-0{}/part_0000.gz"


def lines(numbers: range, **changes: Any) -> bytes:
    """Return a part, in which every second work is about machine learning."""
    works = [work(n, **({"topics": ML} if n % 2 else {}) | changes) for n in numbers]
    return gzip.compress("".join(json.dumps(w) + "\n" for w in works).encode(), mtime=0)


def as_parquet(part: bytes, folder: Path) -> bytes:
    """Return the same works as a typed table, in which times and inverted abstracts are text."""
    (folder / "part.gz").write_bytes(part)
    duckdb.execute(
        "copy (select * replace (strftime(updated_date, '%Y-%m-%dT%H:%M:%S') as updated_date,"
        " abstract_inverted_index::json::varchar as abstract_inverted_index)"
        f" from read_json('{folder}/part.gz')) to '{folder}/part.parquet' (format parquet)"
    )
    return (folder / "part.parquet").read_bytes()


class Bucket(FaultyReplay):
    """A server of parts by path, which counts the requests."""

    def __init__(self) -> None:
        super().__init__({})
        self.parts = {PART.format(n): lines(range(n * 10, n * 10 + 10)) for n in range(1, 4)}
        self.claims: dict[str, dict[str, int]] = {}
        self.asked_for: Counter[str] = Counter()
        self.dripping: list[str] = []
        self.date, self.form = "2026-06-25", "jsonl"

    def manifest(self) -> bytes:
        files = [
            {
                "url": url,
                "meta": {"content_length": len(body), "record_count": 10}
                | self.claims.get(url, {}),
            }
            for url, body in self.parts.items()
        ]
        head = {"date": self.date, "format": self.form, "entity": "works", "record_count": 30}
        return json.dumps({**head, "files": files}).encode()

    def answer(self, handler: Handler, path: str, asked: Mapping[str, str]) -> None:
        assert not asked
        self.asked_for[path] += 1
        url = f"s3://openalex{path}"
        if path.endswith("manifest.json"):
            handler.send(self.manifest())
        elif url in self.dripping:
            self.dripping.remove(url)
            drip(handler)
        else:
            # An object of the bucket is itself a gzip file; gzip is not its transfer encoding.
            kind = "binary/octet-stream"
            handler.send(self.parts[url], Content_Encoding="", Content_Type=kind)


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    with serving(Bucket()) as running:
        yield running


def go(bucket: Bucket, raw: Path, sources: tuple[str, ...] = (), form: str = "jsonl") -> Landing:
    with connected() as connection, Client(sleep=lambda _: None) as client:
        initialise_source(connection, raw, SOURCE)
        return land_release(
            connection, client, SOURCE, raw, sources, lambda _: None, bucket=bucket.url, form=form
        )


def table(raw: Path, columns: str = "work_id") -> list[tuple[Any, ...]]:
    query = f"select {columns} from read_parquet(?) order by source_row"
    return duckdb.execute(query, [f"{raw}/openalex/2*/works.parquet"]).fetchall()


def test_the_works_of_machine_learning_land_as_one_table(bucket: Bucket, tmp_path: Path) -> None:
    landing = go(bucket, tmp_path)
    (held,) = snapshots(tmp_path, SOURCE)
    assert landing.snapshot == held
    assert (held.vintage, held.vintage_rule, held.rows) == ("2026-06-25", "publisher", 15)
    assert table(tmp_path) == [(f"https://openalex.org/W{n}",) for n in range(11, 40, 2)]
    columns = "source_row, publication_date::varchar, authorships[1].raw_affiliation_strings, part"
    assert table(tmp_path, columns)[0] == (1, "2020-03-01", ["Example University"], "snapshot")
    (original,) = tmp_path.glob("openalex/2*/original/*")
    assert original.read_bytes() == bucket.manifest()
    assert not list(tmp_path.glob("openalex/.partial/*"))


def test_works_of_given_sources_land_with_any_topic(bucket: Bucket, tmp_path: Path) -> None:
    go(bucket, tmp_path, ("S1",))
    assert len(table(tmp_path)) == 30


@pytest.fixture
def of_parquet(bucket: Bucket, tmp_path: Path) -> Bucket:
    bucket.parts = {
        url.replace("/jsonl/", "/parquet/").replace(".gz", ".parquet"): as_parquet(part, tmp_path)
        for url, part in bucket.parts.items()
    }
    bucket.form = "parquet"
    return bucket


def test_parquet_parts_land_as_the_same_table(
    bucket: Bucket, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    go(bucket, tmp_path / "lines")
    request.getfixturevalue("of_parquet")
    go(bucket, tmp_path / "parquet", form="parquet")
    columns = "* exclude (snapshot_id)"
    assert len(table(tmp_path / "parquet")) == 15
    assert table(tmp_path / "parquet", columns) == table(tmp_path / "lines", columns)
    (held,) = snapshots(tmp_path / "parquet", SOURCE)
    assert held.url.endswith("/data/parquet/works/manifest.json")


@pytest.mark.parametrize("wrong", ["fewer records", "no Parquet"])
def test_a_parquet_part_is_checked_against_the_manifest(
    of_parquet: Bucket, tmp_path: Path, wrong: str
) -> None:
    url = PART.format(2).replace("/jsonl/", "/parquet/").replace(".gz", ".parquet")
    if wrong == "no Parquet":
        of_parquet.parts[url] = b"PAR1 nothing PAR1"
    else:
        of_parquet.claims[url] = {"record_count": 11}
    with pytest.raises(
        IngestionError, match=r"part_0000\.parquet: the part (has 10 records|is not readable)"
    ):
        go(of_parquet, tmp_path, form="parquet")
    assert snapshots(tmp_path, SOURCE) == []


def test_a_parquet_part_without_a_declared_column_is_an_error(
    of_parquet: Bucket, tmp_path: Path
) -> None:
    url = PART.format(2).replace("/jsonl/", "/parquet/").replace(".gz", ".parquet")
    duckdb.execute(f"copy (select 'W1' as id from range(10)) to '{tmp_path}/part.parquet'")
    of_parquet.parts[url] = (tmp_path / "part.parquet").read_bytes()
    with pytest.raises(IngestionError, match="not readable as works"):
        go(of_parquet, tmp_path, form="parquet")


def test_the_same_release_again_is_held(bucket: Bucket, tmp_path: Path) -> None:
    go(bucket, tmp_path)
    assert go(bucket, tmp_path).status == "stored"


WRONG: dict[str, dict[str, Any]] = {
    "fewer records": {"claims": {PART.format(2): {"record_count": 11}}},
    "more records": {"claims": {PART.format(2): {"record_count": 9}}},
    "a shorter part": {"claims": {PART.format(2): {"content_length": 10_000}}},
    "a longer part": {"claims": {PART.format(2): {"content_length": 100}}},
    "truncated gzip": {"parts": {PART.format(2): lines(range(20, 30))[:-9]}},
    "no gzip": {"parts": {PART.format(2): b"<html>sorry</html>"}},
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_part_that_differs_from_the_manifest_lands_nothing_and_the_others_stay(
    bucket: Bucket, tmp_path: Path, wrong: str
) -> None:
    good = dict(bucket.parts)
    bucket.claims |= WRONG[wrong].get("claims", {})
    bucket.parts |= WRONG[wrong].get("parts", {})
    with pytest.raises(IngestionError, match=r"part_0000\.gz: the part (has|is not readable)"):
        go(bucket, tmp_path)
    assert snapshots(tmp_path, SOURCE) == []
    bucket.claims, bucket.parts = {}, good
    bucket.asked_for.clear()
    go(bucket, tmp_path)
    assert bucket.asked_for["/data/jsonl/works/updated_date=2026-06-01/part_0000.gz"] == 0
    assert len(table(tmp_path)) == 15


def test_a_part_that_drips_is_retried(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "PACE_SECONDS", 0.2)
    bucket.dripping = [PART.format(2)]
    assert go(bucket, tmp_path).status == "landed"
    assert bucket.asked_for["/data/jsonl/works/updated_date=2026-06-02/part_0000.gz"] == 2


def test_a_release_that_changes_meanwhile_is_read_again(bucket: Bucket, tmp_path: Path) -> None:
    logged: list[str] = []

    def move(line: str) -> None:
        logged.append(line)
        if len(logged) == 3:
            bucket.date = "2026-09-25"
            bucket.parts[PART.format(3)] = lines(range(50, 60))

    with connected() as connection, Client(sleep=lambda _: None) as client:
        initialise_source(connection, tmp_path, SOURCE)
        with pytest.raises(IngestionError, match="the release changed while it was read"):
            land_release(connection, client, SOURCE, tmp_path, (), move, bucket=bucket.url)
    assert snapshots(tmp_path, SOURCE) == []
    bucket.asked_for.clear()
    go(bucket, tmp_path)
    # A part of the same name and size can have other content.
    assert len([path for path in bucket.asked_for if path.endswith(".gz")]) == 3
    assert ("https://openalex.org/W59",) in table(tmp_path)
    assert snapshots(tmp_path, SOURCE)[0].vintage == "2026-09-25"


def test_a_changed_type_is_an_error_and_nothing_lands(bucket: Bucket, tmp_path: Path) -> None:
    bucket.parts[PART.format(2)] = lines(range(20, 30), cited_by_count={"all": 3})
    with pytest.raises(IngestionError, match="not readable as works"):
        go(bucket, tmp_path)
    assert snapshots(tmp_path, SOURCE) == []


def test_a_release_without_a_date_is_an_error(bucket: Bucket, tmp_path: Path) -> None:
    bucket.date = "soon"
    with pytest.raises(IngestionError, match="not a manifest of works"):
        go(bucket, tmp_path)


def test_a_release_without_a_selected_work_is_an_error(bucket: Bucket, tmp_path: Path) -> None:
    bucket.parts = {PART.format(1): lines(range(10), topics=[])}
    with pytest.raises(IngestionError, match="has no selected work"):
        go(bucket, tmp_path)


@pytest.mark.parametrize(
    "url",
    [
        "s3://other/data/jsonl/works/part_0000.gz",
        "s3://openalex/data/jsonl/works/../../../etc/passwd.gz",
        "https://elsewhere.invalid/part_0000.gz",
        "s3://openalex/data/jsonl/works/part_0000.zip",
    ],
)
def test_a_part_at_any_other_place_is_rejected(url: str) -> None:
    with pytest.raises(IngestionError, match="is not a part of the works"):
        ReleasePart(url, PartSize(1, 1)).path  # noqa: B018 - reading it is the test
