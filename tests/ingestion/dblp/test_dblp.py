"""The XML of DBLP: which records land, which files are rejected, and how releases are fetched."""

from __future__ import annotations

import gzip
import tracemalloc
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pytest

from ingestion.errors import IngestionError
from ingestion.fetching.request import RefreshRequest, RefreshRun
from ingestion.landing import xml
from ingestion.landing.snapshots import Landing, connect, snapshots
from ingestion.refresh import refresh
from ingestion.sources.dblp import fetch as releases
from ingestion.sources.dblp import parse as records
from ingestion.sources.dblp.selection import venues
from ingestion.sources.dblp.source import SOURCE
from tests.builders import dblp_record, dblp_xml, land_file
from tests.ingestion.servers import serving

Write = Callable[[str, str | bytes], Path]
NIPS = "conf/nips/Synth20"


def landed(raw: Path, columns: str) -> list[tuple[Any, ...]]:
    query = f"select {columns} from read_parquet(?) order by source_row"
    return duckdb.execute(query, [f"{raw}/dblp/2*/records.parquet"]).fetchall()


def test_a_record_lands_with_its_characters_and_without_markup(
    write: Write, tmp_path: Path
) -> None:
    first = dblp_record(
        NIPS,
        author="Synth&uuml;tic One 0001</author>\n<author orcid='0'>Ren&eacute; Tw&#243;",
        title="On <i>O</i>(<sub>n</sub>) &amp; &alpha;-nets &reg;.",
        booktitle="NeurIPS",
        crossref="conf/nips/2020",
        ee="https://doi.org/10.1000/1</ee>\n<ee type='oa'>https://example.org/1",
        stream="streams/conf/nips",
    )
    article = dblp_record("journals/jmlr/Synth21", "article", journal="J. Synth.", year="2021")
    land_file(write("dblp.xml", dblp_xml(first, article)), SOURCE, tmp_path / "raw")
    rows = landed(
        tmp_path / "raw", "key, venue, type, year, authors, title, links, mdate::varchar, unmapped"
    )
    assert rows[0] == (
        NIPS, "nips", "inproceedings", 2020, ["Synthütic One 0001", "René Twó"],
        "On O(n) & α-nets ®.", ["https://doi.org/10.1000/1", "https://example.org/1"],
        "2026-01-01", '{"stream":"streams/conf/nips"}',
    )  # fmt: skip
    assert rows[1][:4] == ("journals/jmlr/Synth21", "jmlr", "article", 2021)


def test_records_of_other_venues_and_kinds_are_left_out_and_counted(
    write: Write, tmp_path: Path
) -> None:
    other = [
        dblp_record("conf/other/Synth20"),
        dblp_record("conf/nipsx/Synth20"),
        dblp_record("conf/nips/2020", "proceedings"),
        dblp_record("homepages/1/2", "www"),
    ]
    path = write("dblp.xml.gz", gzip.compress(dblp_xml(*other, dblp_record(NIPS))))
    snapshot = land_file(path, SOURCE, tmp_path / "raw").snapshot
    assert snapshot is not None
    assert (snapshot.rows, snapshot.parts[0]["left_out"]) == (1, 4)
    assert landed(tmp_path / "raw", "key") == [(NIPS,)]


def test_a_file_without_any_kept_venue_is_skipped(write: Write, tmp_path: Path) -> None:
    path = write("dblp.xml", dblp_xml(dblp_record("conf/other/Synth20")))
    assert land_file(path, SOURCE, tmp_path / "raw").status == "skipped"


def test_a_year_that_is_none_names_record_and_column(write: Write, tmp_path: Path) -> None:
    undated = [dblp_record(f"conf/nips/{name}", year="soon") for name in "BC"]
    path = write("dblp.xml", dblp_xml(dblp_record(NIPS), *undated))
    with pytest.raises(IngestionError) as caught:
        land_file(path, SOURCE, tmp_path / "raw")
    assert (caught.value.column, caught.value.row) == ("year", 2)


SECRET = "never read"
LAUGHS = '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">'


def doctype(inside: str) -> str:
    return f'<!DOCTYPE dblp SYSTEM "dblp.dtd" [{inside}]>'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            dblp_xml(
                dblp_record(NIPS, title="&x;"), doctype=doctype('<!ENTITY x SYSTEM "{secret}">')
            ),
            "line 2, .*of its own",
        ),
        (
            dblp_xml(dblp_record(NIPS, title="&c;"), doctype=doctype(LAUGHS)),
            "line 2, .*of its own",
        ),
        (
            dblp_xml(dblp_record(NIPS), doctype=doctype('<!ENTITY % x SYSTEM "{secret}"> %x;')),
            "line 2, .*of its own",
        ),
        (dblp_xml(dblp_record(NIPS, title="&unheard;")), "line 6, .*&unheard; is an unknown"),
        (dblp_xml(dblp_record("conf/other/A", title="&unheard;")), "&unheard; is an unknown"),
        (dblp_xml(dblp_record(NIPS))[:-20], "line 8, .*unclosed token"),
        (dblp_xml(dblp_record(NIPS, title="<i>x")), "row 1: line 6, .*mismatched tag"),
        (dblp_xml(dblp_record("conf/other/A", title="<i>x")), "mismatched tag"),
        (dblp_xml(dblp_record(NIPS, title="\x01")), "not well-formed"),
        (b"<html><body>Making sure you're not a bot!</body></html>", "root element is 'html'"),
        (b"<!DOCTYPE html>\n<p>x<br></p>", "root element is 'p'"),
        (b"", "no element found"),
        (dblp_xml("<www>" * 20 + "</www>" * 20), "nested more than"),
    ],
)
def test_hostile_and_broken_xml_is_refused_where_it_breaks(
    write: Write, tmp_path: Path, content: bytes, message: str
) -> None:
    secret = write("secret.txt", SECRET)
    path = write("dblp.xml", content.replace(b"{secret}", secret.as_uri().encode()))
    with pytest.raises(IngestionError, match=message) as caught:
        land_file(path, SOURCE, tmp_path / "raw", "dblp/dblp.xml")
    assert caught.value.file == "dblp/dblp.xml"
    assert SECRET not in str(caught.value)
    assert list((tmp_path / "raw" / "dblp").glob("2*")) == []


def test_the_dtd_that_is_named_is_never_opened(write: Write, tmp_path: Path) -> None:
    dtd = write("dblp.dtd", f'<!ENTITY uuml "{SECRET}">')
    named = f'<!DOCTYPE dblp SYSTEM "{dtd.as_uri()}">'
    land_file(write("dblp.xml", dblp_xml(dblp_record(NIPS), doctype=named)), SOURCE, tmp_path / "r")
    assert landed(tmp_path / "r", "authors") == [(["Synthütic One 0001"],)]


@pytest.mark.parametrize("cut", [slice(None, 60), slice(None, -4), slice(5, None)])
def test_a_broken_gzip_is_an_error(write: Write, tmp_path: Path, cut: slice) -> None:
    whole = gzip.compress(dblp_xml(*[dblp_record(f"conf/nips/S{i}") for i in range(50)]))
    path = write("dblp.xml.gz", whole[cut])
    with pytest.raises(IngestionError, match=r"dblp\.xml\.gz: not a readable gzip file"):
        land_file(path, SOURCE, tmp_path / "raw")


@pytest.mark.parametrize(
    ("module", "limit", "content", "message"),
    [
        (
            xml,
            "MAX_RECORD_CHARACTERS",
            dblp_xml(dblp_record(NIPS, title="x" * 2000)),
            "a record is",
        ),
        (xml, "MAX_TAG_BYTES", dblp_xml(f"<!-- {'x' * 9000}"), "a tag or comment is"),
        (xml, "MAX_TAG_BYTES", dblp_xml(f'<www key="{"x" * 9000}'), "a tag or comment is"),
        (
            records,
            "MAX_XML_BYTES",
            dblp_xml(*[dblp_record("conf/other/A")] * 20),
            "unpacks to more than",
        ),
    ],
)
def test_what_would_fill_memory_or_never_end_is_cut(
    write: Write,
    monkeypatch: pytest.MonkeyPatch,
    module: ModuleType,
    limit: str,
    content: bytes,
    message: str,
) -> None:
    monkeypatch.setattr(module, limit, 1000)
    monkeypatch.setattr(records, "CHUNK_BYTES", 500)
    with pytest.raises(IngestionError, match=message):
        records.read_records(write("dblp.xml", content), "dblp.xml", venues(), lambda _: None)


def peak_of_reading(path: Path) -> int:
    tracemalloc.start()
    try:
        records.read_records(path, path.name, venues(), lambda _: None)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_file(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "CHUNK_BYTES", 64 * 1024)
    some = [dblp_record(f"conf/nips/S{i}") for i in range(2000)]
    small, large = (write(f"{n}.xml", dblp_xml(*some * n)) for n in (2, 16))
    assert large.stat().st_size > 5 * 1024**2
    assert peak_of_reading(large) < peak_of_reading(small) + 64 * 1024


class Archive(BaseHTTPRequestHandler):
    """A page of releases, and the newest of them."""

    page = b""
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        is_page = self.path == "/page"
        body = self.page if is_page else gzip.compress(dblp_xml(dblp_record(NIPS)), mtime=0)
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if is_page else "application/gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def archive(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Archive]]:
    handler = type("Asked", (Archive,), {"asked": []})
    with serving(ThreadingHTTPServer(("127.0.0.1", 0), handler)) as running:
        base = f"http://127.0.0.1:{running.server_port}"
        monkeypatch.setattr(releases, "PAGE", f"{base}/page")
        monkeypatch.setattr(releases, "FILES", base)
        yield handler


def refreshed(raw: Path, *, full: bool = False) -> tuple[list[Landing], RefreshRun]:
    run = RefreshRun(lambda _: None)
    with connect() as connection:
        return refresh(connection, SOURCE, raw, RefreshRequest(full=full), run), run


LISTED = "".join(
    f'<a href="/entities/artifact/10.4230/{name}">{name}</a>'
    for name in ("dblp.xml.2026-09-01", "dblp.xml.2026-10-03", "dblp.xml.dtd.2027-01-01")
).encode()


def test_the_newest_release_is_fetched_once(archive: type[Archive], tmp_path: Path) -> None:
    archive.page = LISTED
    (landing,), run = refreshed(tmp_path)
    assert archive.asked == ["/page", "/2026/dblp-2026-10-03.xml.gz"]
    assert (landing.status, run.state, run.calls) == ("landed", "complete", 2)
    assert landing.snapshot is not None
    assert (landing.snapshot.vintage, landing.snapshot.vintage_rule) == ("2026-10-03", "publisher")
    assert refreshed(tmp_path)[0] == []
    assert archive.asked[2:] == ["/page"]
    assert [one.status for one in refreshed(tmp_path, full=True)[0]] == ["stored"]
    assert len(snapshots(tmp_path, SOURCE)) == 1


def test_streams_are_the_beginnings_of_keys() -> None:
    assert len(venues()) > 15
    assert all(stream.count("/") == 1 for stream in venues())
