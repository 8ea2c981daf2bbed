"""A small synthetic file of each source, and the spellings that break a file of any source."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.builders import csv_text, dblp_record, dblp_xml, hardware, model, paper, zip_of
from tests.ingestion.arxiv import faults as arxiv

Record = dict[str, Any]


@dataclass(frozen=True)
class Shape:
    """The file of a source: its name, a good record, and the bytes of records.

    ``packed`` is true if the source accepts gzip, which changes the name and the bytes.
    """

    file: str
    record: Callable[[int], Any]
    write: Callable[[list[Any]], bytes]
    packed: str = ""

    @property
    def source(self) -> str:
        """Return the name of the source."""
        return self.file.split("/", maxsplit=1)[0]

    def good(self) -> bytes:
        """Return a file of two good records."""
        return self.write([self.record(1), self.record(2)])

    def with_field(self, field: str, value: Any) -> bytes:
        """Return a file whose third record has this value."""
        return self.write([self.record(1), self.record(2), {**self.record(3), field: value}])


def csv_bytes(rows: list[Record]) -> bytes:
    """Records as CSV; a record may have further columns."""
    headings = dict.fromkeys(name for row in rows for name in row)
    return csv_text([{name: row.get(name, "") for name in headings} for row in rows]).encode()


def epoch_model(i: int) -> Record:
    numbers = dict.fromkeys(("Citations", "Parameters", "Hardware quantity"), "1")
    bounds = {f"Training compute {side} bound": "1e20" for side in ("lower", "upper")}
    return model(Model=f"M{i}", **numbers, **bounds)


def cluster(i: int) -> Record:
    return {
        "Name": f"Synthetic {i}", "Status": "Existing", "Sector": "Private",
        "First Operational Date": "2024-01-01", "16-bit OP/s": "1e18", "H100 equivalents": "1000",
        "Power Capacity (MW)": "2",
    }  # fmt: skip


def device(i: int) -> Record:
    return hardware(**{"Hardware name": f"Acme {i}"})


def listed_paper(i: int) -> Record:
    return paper(id=f"p{i}", title=f"Paper {i}", author_num=2, gs_citation=1)


def work(i: int) -> Record:
    institution = {"id": "https://openalex.org/I1", "type": "education", "country_code": "US"}
    return {
        "id": f"https://openalex.org/W{i}", "title": "A synthetic work",
        "publication_year": 2020, "publication_date": "2020-01-01", "cited_by_count": 1,
        "is_retracted": False,
        "primary_location": {"source": {"id": "https://openalex.org/S1", "display_name": "S"}},
        "authorships": [{
            "author_position": "first", "author": {"id": "https://openalex.org/A1"},
            "institutions": [institution], "raw_affiliation_strings": ["Example University"],
        }],
        "topics": [{"id": "https://openalex.org/T1", "score": 0.5, "subfield": {"id": "s"}}],
        "keywords": [{"id": "https://openalex.org/keywords/k", "score": 1}],
        "counts_by_year": [{"year": 2021, "cited_by_count": 1}],
        "abstract_inverted_index": {"word": [0]},
    }  # fmt: skip


def organisation(i: int) -> Record:
    return {
        "id": f"https://ror.org/0{i:08d}", "status": "active", "types": ["company"],
        "names": [{"value": "Example Inc", "types": ["ror_display"], "lang": None}],
        "locations": [{"geonames_details": {"country_code": "US"}}], "domains": ["example.com"],
        "admin": {"last_modified": {"date": "2024-01-01"}},
    }  # fmt: skip


def hub_model(i: int) -> Record:
    return {
        "id": f"account/m{i}", "createdAt": "2024-01-01T00:00:00.000Z", "downloads": 1,
        "downloadsAllTime": 2, "likes": 1, "tags": ["x"], "private": False,
    }  # fmt: skip


def note(i: int) -> Record:
    return {
        "id": f"n{i}", "title": "T", "venueid": "ICML.cc/2023/Conference", "number": i,
        "cdate": 1690000000000, "tcdate": 1690000000000, "pdate": 1690000000000,
        "authors": ["Ada One"], "keywords": ["k"],
    }  # fmt: skip


def dblp_paper(i: int) -> Record:
    return {"key": f"conf/icml/S{i}", "title": f"T {i}.", "year": "2020"}


def text(value: Any) -> bytes:
    return json.dumps(value).encode()


def page(works: Any) -> bytes:
    return text({"meta": {"count": 2}, "results": works})


def hub_page(models: Any) -> bytes:
    return text({"account": "account", "page": 1, "models": models})


def notes_page(notes: Any, **changes: Any) -> bytes:
    return text({"venue": "icml", "year": 2023, "page": 1, "notes": notes, **changes})


def dblp_file(records: list[Record]) -> bytes:
    return dblp_xml(*(dblp_record(one["key"], **_without(one, "key")) for one in records))


def _without(record: Record, name: str) -> Record:
    return {key: value for key, value in record.items() if key != name}


def arxiv_file(records: list[Record]) -> bytes:
    return arxiv.zipped(arxiv.listed(*(arxiv.record(**one) for one in records)))


SHAPES = {
    shape.source: shape
    for shape in (
        Shape("epoch/2026-01-02_notable_ai_models.csv", epoch_model, csv_bytes),
        Shape("clusters/2026-01-02_gpu_clusters.csv", cluster, csv_bytes),
        Shape("hardware/2026-01-02_ml_hardware.csv", device, csv_bytes),
        Shape("papercopilot/icml/2026-01-02_icml2023.json", listed_paper, text, ".gz"),
        Shape("openalex/2026-01-02_works.json", work, page, ".gz"),
        Shape("ror/2026-01-02_ror.json", organisation, text, ".gz"),
        Shape("hub/2026-01-02_models.jsonl", hub_model, hub_page, ".gz"),
        Shape("openreview/2026-01-02_icml2023.jsonl", note, notes_page, ".gz"),
        Shape("dblp/2026-01-02_dblp.xml", dblp_paper, dblp_file, ".gz"),
        Shape("arxiv/2026-01-31_cs.zip", lambda i: {"number": i}, arxiv_file),
    )
}


def marked(content: bytes, local: int, central: int, value: int) -> bytes:
    """Return a zip with another value in the headers of its first member."""
    changed = bytearray(content)
    for header, offset in ((b"PK\3\4", local), (b"PK\1\2", central)):
        changed[changed.index(header) + offset] = value
    return bytes(changed)


def csv_faults(good: bytes) -> dict[str, tuple[bytes, str]]:
    """Spellings of CSV that are refused, and the error of each."""
    head, line, *_ = good.decode().splitlines()
    n = len(next(csv.reader([head])))
    body = f"{head}\n{line}\n"
    return {
        "nothing": (b"", "the file is empty"),
        "a blank line": (b"\n\n", "the file is empty"),
        "a mark only": (b"\xef\xbb\xbf", "the file is empty"),
        "a heading line only": (f"{head}\n".encode(), "the file has no rows"),
        "a row of one cell": (f"{body}x\n".encode(), f"row 2: 1 cells, but .* has {n} "),
        "a row too long": (f"{head}\n{line},x\n".encode(), f"row 1: {n + 1} cells"),
        "a comment": (f"{body}# note\n".encode(), "row 2: 1 cells.*# note"),
        "a comment first": (f"# note\n{body}".encode(), "row 1: .* cells"),
        "a title first": (f"Title\n\n{body}".encode(), "row 1: .* has 1 "),
        "semicolons": (body.replace(",", ";").encode(), "a required column is missing"),
        "tabs": (body.replace(",", "\t").encode(), "a required column is missing"),
        "a stray quote": (f'{body}"a"b{"," * (n - 1)}\n'.encode(), "row 2: line 3: .*expected"),
        "an open quote": (f'{head}\n"{line}\n{line}\n'.encode(), "row 1: .*unexpected end"),
        "an escape": (f'{head}\n"a\\"b"{"," * (n - 1)}\n'.encode(), "row 1: line 2: .*expected"),
        "a cut": (f"{head}\n{line[: len(line) // 2]}".encode(), "row 1: [0-9] cells"),
        "UTF-16": (body.encode("utf-16"), "the encoding is UTF-16"),
        "big-endian UTF-16": (b"\xfe\xff" + body.encode("utf-16-be"), "the encoding is UTF-16"),
        "UTF-16 without a mark": (body.encode("utf-16-le"), "NUL character"),
        "UTF-32": (body.encode("utf-32"), "the encoding is UTF-16"),
        "Latin-1": (f"{body}\xe9{',' * (n - 1)}\n".encode("latin-1"), "row 2: byte 0xe9 is not"),
        "gzip": (gzip.compress(body.encode(), mtime=0), "is not UTF-8"),
        "a zip": (zip_of({"a.csv": body.encode()}), "NUL character|is not UTF-8|cells"),
        "JSON": (b'[{"a": 1}]', "a required column is missing"),
        "a web page": (b"<!DOCTYPE html>\n<p>Not here</p>\n", "a required column is missing|cells"),
        "a heading twice": (f"{head},{head}\n".encode(), "the heading line has .* twice"),
        "NUL in a heading": (f"\0{body}".encode(), "the heading line has a NUL"),
        "a pointer of Git": (
            b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
            "a required column is missing",
        ),
    }


def json_faults(good: bytes, *, is_list: bool) -> dict[str, tuple[bytes, str]]:
    """Spellings of JSON that are refused, and the error of each."""
    broken = "not a (readable JSON file|complete JSON list)"
    start = good[:-1]
    found = {
        "cut at the end": (start, broken),
        "cut in half": (good[: len(good) // 2], broken),
        "cut in a text": (good[: good.index(b'"', 8)], broken),
        "UTF-16": (good.decode().encode("utf-16"), broken),
        "UTF-16 without a mark": (good.decode().encode("utf-16-le"), broken),
        "UTF-32": (good.decode().encode("utf-32"), broken),
        "bytes that are not UTF-8": (good.replace(b'": "', b'": "\xff', 1), broken),
        "a single quote": (good.replace(b'"', b"'", 2), broken),
        "a comment": (b"/* note */" + good, broken),
        "more after the end": (good + b" x]", broken),
        "a control character": (good.replace(b'": "', b'": "\x01', 1), broken),
        "half a surrogate": (good.replace(b'": "', b'": "\\ud800', 1), broken),
        "a web page": (b"<!DOCTYPE html>\n<p>Not here</p>\n", broken),
    }
    if is_list:
        found |= {
            "nothing": (b"", broken),
            "blanks": (b" \n ", broken),
            "cut after a comma": (start + b",", broken),
            "a comma too many": (start + b",]", broken),
            "a comma missing": (good.replace(b"}, {", b"} {"), broken),
            "a bracket too many": (good + b"]", broken),
            "two lists": (good + good, broken),
            "an object": (b'{"papers": ' + good + b"}", broken),
            "null": (b"null", broken),
            "a number": (b"5", broken),
            "a text": (b'"]"', broken),
            "no records": (b"[]", "a required column is missing"),
            "a list in a list": (b"[" + good + b"]", "a required column is missing"),
            "only texts": (b'["a", "b"]', "a required column is missing"),
            "lines": (good[1:-1].replace(b"}, {", b"}\n{"), broken),
        }
    return found


def gzip_faults(good: bytes) -> dict[str, bytes]:
    """Damaged gzip of a good file."""
    packed = gzip.compress(good, mtime=0)
    return {
        "no gzip": good,
        "nothing": b"",
        "half a gzip": packed[: len(packed) // 2],
        "gzip without its end": packed[:-5],
        "gzip with another checksum": packed[:-8] + bytes([packed[-8] ^ 1]) + packed[-7:],
        "gzip with another length": packed[:-1] + bytes([packed[-1] ^ 1]),
        "more after gzip": packed + b"more",
        "a changed byte": packed[:40] + bytes([packed[40] ^ 255]) + packed[41:],
    }


def zip_faults(member: str, good: bytes) -> dict[str, tuple[bytes, str]]:
    """Zips that are refused, and the error of each."""
    whole = zip_of({member: good})
    stem, dot, ending = member.rpartition(".")
    outside = "has a path outside the archive"
    return {
        "nothing": (b"", "not a readable zip file"),
        "no zip": (good, "not a readable zip file"),
        "half a zip": (whole[: len(whole) // 2], "not a readable zip file"),
        "a zip without its end": (whole[:-10], "not a readable zip file"),
        "a changed byte": (
            whole[:60] + bytes([whole[60] ^ 255]) + whole[61:],
            "not a readable zip file",
        ),
        "an encrypted member": (marked(whole, 6, 8, 1), "is encrypted"),
        "an unknown compression": (marked(whole, 8, 10, 97), "not a readable zip file"),
        "no member": (zip_of({}), "contains no|has no page"),
        "members of another kind": (zip_of({"read.me": b"x"}), "contains no|has no page"),
        "a member in upper case": (zip_of({f"{stem}{dot}{ending.upper()}": good}), "must be ."),
        "a member above": (zip_of({f"../{member}": good}), outside),
        "a member far above": (zip_of({f"a/../../{member}": good}), outside),
        "an absolute member": (zip_of({f"/tmp/{member}": good}), outside),
        "a member on a drive": (zip_of({f"C:/{member}": good}), outside),
        "a member with backslashes": (zip_of({f"..\\{member}": good}), outside),
        "a pattern as member": (zip_of({f"*{member}": good}), "its name has one of"),
        "a member without a name": (zip_of({"": good}), "has no file name"),
        "a folder as member": (zip_of({".": good}), "has no file name"),
        "an empty member": (zip_of({member: b""}), "empty|no element found|not a complete JSON"),
    }
