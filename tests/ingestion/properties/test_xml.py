"""Titles of any characters pass the readers of XML, and damage gives records or an error."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from hypothesis import example, given
from hypothesis import strategies as st

from ingestion.errors import IngestionError
from ingestion.sources.arxiv.parse import read_page
from ingestion.sources.dblp.parse import read_records
from tests.builders import dblp_record, dblp_xml
from tests.ingestion.arxiv.faults import listed, record

VENUES = {"conf/icml": "icml"}
KEY = "conf/icml/Synth20"
# DBLP is encoded in Latin-1, and XML has no control characters.
LATIN = st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=30)
ANY = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=30)
PAGE = listed(record(1), record(2))
FILE = dblp_xml(dblp_record(KEY), dblp_record("conf/icml/Synth21"))


def records_of_dblp(path: Path, content: bytes) -> list[dict[str, Any]]:
    path.write_bytes(content)
    found: list[dict[str, Any]] = []
    read_records(path, "dblp.xml", VENUES, found.append)
    return found


def records_of_arxiv(*chunks: bytes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    read_page(chunks, "1.xml", {"cs.LG"}, found.append)
    return found


@given(title=LATIN)
def test_a_title_of_dblp_survives(folder: Path, title: str) -> None:
    xml = dblp_xml(dblp_record(KEY, title=escape(title)))
    (found,) = records_of_dblp(folder / "dblp.xml", xml)
    assert (found["key"], found["title"]) == (KEY, title.strip())


@given(title=ANY.filter(str.strip), cut=st.integers(0, 900))
def test_a_title_of_arxiv_survives_in_chunks_of_any_size(title: str, cut: int) -> None:
    page = listed(record(1, title=title))
    (found,) = records_of_arxiv(page[:cut], page[cut:])
    assert found["title"] == " ".join(title.split())


CHANGES = st.binary(max_size=6) | st.sampled_from([b"<", b"&", b"</dblp>", b"<!--", b"\0", b'"'])


@given(start=st.integers(0, len(FILE)), removed=st.integers(0, 20), noise=CHANGES)
@example(start=0, removed=len(FILE), noise=b"")
def test_any_damage_of_dblp_is_records_or_an_error(
    folder: Path, start: int, removed: int, noise: bytes
) -> None:
    content = FILE[:start] + noise + FILE[start + removed :]
    with contextlib.suppress(IngestionError):
        assert len(records_of_dblp(folder / "dblp.xml", content)) <= 2


@given(start=st.integers(0, len(PAGE)), removed=st.integers(0, 20), noise=CHANGES)
@example(start=0, removed=len(PAGE), noise=b"")
def test_any_damage_of_arxiv_is_records_or_an_error(start: int, removed: int, noise: bytes) -> None:
    with contextlib.suppress(IngestionError):
        assert len(records_of_arxiv(PAGE[:start] + noise + PAGE[start + removed :])) <= 2
