"""The table of hostile and broken inputs, and the expected result of each.

All content is synthetic. Each input is refused with an error, or one of its rows is set aside.
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from tests.builders import dblp_record, dblp_xml, zip_of
from tests.ingestion.arxiv import faults as arxiv
from tests.ingestion.bad_input.shapes import (
    SHAPES,
    Shape,
    csv_faults,
    gzip_faults,
    hub_page,
    json_faults,
    note,
    notes_page,
    page,
    work,
    zip_faults,
)

T = TypeVar("T")
TYPE = "not of the declared type"
FILLED = "must have a value"


@dataclass(frozen=True)
class Case:
    """An input and its result.

    ``content`` is written to the file; a text in its place names another kind of path. ``refused``
    is a regular expression for the error. Without it, the last row is set aside by ``rule`` on
    ``column``.
    """

    name: str
    file: str
    content: bytes | str
    refused: str = ""
    column: str = ""
    rule: str = ""
    manifest: str = ""

    @property
    def source(self) -> str:
        """Return the name of the source."""
        return self.file.split("/", maxsplit=1)[0].lower()

    def put(self, directory: Path) -> None:
        """Write the input into a directory of publishers' files."""
        path = directory / self.file
        path.parent.mkdir(parents=True)
        if self.content == "a pipe":
            os.mkfifo(path)
        elif self.content == "a folder":
            path.mkdir()
        elif self.content == "a device":
            path.symlink_to("/dev/zero")
        elif self.content == "a broken link":
            path.symlink_to("nowhere")
        elif isinstance(self.content, bytes):
            path.write_bytes(self.content)
        if self.manifest:
            (directory / "manifest.csv").write_text(self.manifest, encoding="utf-8")


# These are headings of numbers and dates in CSV, with their columns.
NUMBERS = {
    "epoch": {
        "Training compute (FLOP)": "training_compute_flop",
        "Training compute lower bound": "training_compute_lower_bound",
        "Training compute upper bound": "training_compute_upper_bound",
        "Parameters": "parameters",
        "Citations": "citations",
        "Hardware quantity": "hardware_quantity",
    },
    "clusters": {
        "16-bit OP/s": "operations_16_bit",
        "H100 equivalents": "h100_equivalents",
        "Power Capacity (MW)": "power_capacity_mw",
    },
    "hardware": {
        "Tensor-FP16/BF16 performance (FLOP/s)": "tensor_16_bit_flop_per_second",
        "FP16 (half precision) performance (FLOP/s)": "fp16_flop_per_second",
        "FP32 (single precision) performance (FLOP/s)": "fp32_flop_per_second",
    },
}
DATES = {
    "epoch": ("Publication date", "publication_date"),
    "clusters": ("First Operational Date", "first_operational_date"),
    "hardware": ("Release date", "release_date"),
}
NO_NUMBERS = ("N.D.", "1,5", "1e20 FLOP", "inf", "-Infinity", "-nan", "1e400", "0x1F")
NO_DATES = ("soon", "2020-02-30", "2020-13", "12/31/2020", "2020-01-02T10:00", "12020-01-01")

# These values of JSON fields have another type: source, field, values, column.
WHOLE = (1.5, "2.6", "many", True, 2**63, [1], {"a": 1})
TEXT = (["a"], {"a": 1})
FIELDS: tuple[tuple[str, str, tuple[Any, ...], str], ...] = (
    ("papercopilot", "author_num", WHOLE, "author_count"),
    ("papercopilot", "gs_citation", WHOLE, "gs_citation"),
    ("papercopilot", "title", TEXT, "title"),
    ("papercopilot", "aff", TEXT, "aff"),
    ("papercopilot", "author", TEXT, "author"),
    ("papercopilot", "status", TEXT, "status"),
    ("openalex", "publication_year", WHOLE, "publication_year"),
    ("openalex", "cited_by_count", WHOLE, "cited_by_count"),
    ("openalex", "publication_date", ("soon", "2020-02-30", [1]), "publication_date"),
    ("openalex", "is_retracted", ("maybe", 5, []), "is_retracted"),
    ("openalex", "title", TEXT, "title"),
    (
        "openalex", "authorships",
        (
            "Ada", ["Ada"], {"author": {}}, [{"institutions": "x"}], [{"institutions": ["x"]}],
            [{"raw_affiliation_strings": "x"}], [{"raw_affiliation_strings": [["x"]]}],
            [{"author": "Ada"}], [{"institutions": [{"ror": {"id": "x"}}]}], [[]],
        ),
        "authorships",
    ),
    (
        "openalex", "topics",
        ("x", [1], [[1]], [{"score": "high"}], [{"subfield": "x"}], [{"id": ["x"]}]), "topics",
    ),
    ("openalex", "keywords", ("x", ["k"], [{"score": True}], [{"id": {}}]), "keywords"),
    (
        "openalex", "counts_by_year",
        ({}, [2020], [{"year": "x"}], [{"year": 2020.7}], [{"cited_by_count": -1.5}]),
        "counts_by_year",
    ),
    ("openalex", "primary_location", ("x", [1], {"source": "x"}), "primary_location"),
    ("hub", "downloads", WHOLE, "downloads_30d"),
    ("hub", "downloadsAllTime", WHOLE, "downloads_all_time"),
    ("hub", "likes", WHOLE, "likes"),
    ("hub", "createdAt", ("soon", 1700000000, [1]), "created_at"),
    ("hub", "tags", ("x", [["a"]], [{"a": 1}], {}), "tags"),
    ("openreview", "pdate", WHOLE, "published_ms"),
    ("openreview", "number", WHOLE, "number"),
    ("openreview", "title", TEXT, "title"),
    ("openreview", "authors", ("Ada", [["Ada"]], [{"name": "Ada"}], {}), "authors"),
    ("ror", "types", ("x", [["a"]], [{}]), "types"),
    ("ror", "names", ("x", ["x"], [{"types": "x"}], [{"value": ["a"]}]), "names"),
    ("ror", "locations", ([1], [{"geonames_details": "x"}]), "locations"),
    ("ror", "admin", ("x", [], {"last_modified": "x"}), "admin"),
)  # fmt: skip

# A rule of the source rejects these values: source, field, value, columns, rule.
RULES: tuple[tuple[str, str, Any, str, str], ...] = (
    ("epoch", "Training compute (FLOP)", "0", "training_compute_flop", "must be above 0"),
    ("epoch", "Training compute (FLOP)", "-1e20", "training_compute_flop", "must be above 0"),
    ("epoch", "Training compute (FLOP)", "1e31", "training_compute_flop", "must be above 0"),
    (
        "epoch", "Training compute lower bound", "0",
        "training_compute_lower_bound, training_compute_upper_bound", "must be above 0",
    ),
    (
        "epoch", "Training compute upper bound", "1e40",
        "training_compute_lower_bound, training_compute_upper_bound", "must be above 0",
    ),
    ("epoch", "Publication date", "1912-01-01", "publication_date", "must be between 1940"),
    ("epoch", "Publication date", "2026-03-01", "publication_date", "must be between 1940"),
    ("epoch", "Publication date", "9999-12-31", "publication_date", "must be between 1940"),
    ("epoch", "Publication date", "1/2/20", "publication_date", "must be between 1940"),
    ("clusters", "16-bit OP/s", "0", "operations_16_bit, h100_equivalents", "must be above 0"),
    ("clusters", "H100 equivalents", "-1", "operations_16_bit, h100_equivalents", "must be above"),
    (
        "clusters", "First Operational Date", "2099-01-01", "first_operational_date",
        "must be between 1940",
    ),
    (
        "hardware", "FP32 (single precision) performance (FLOP/s)", "15",
        "tensor_16_bit_flop_per_second, fp16_flop_per_second, fp32_flop_per_second",
        "must be between 1e9",
    ),
    (
        "hardware", "FP16 (half precision) performance (FLOP/s)", "1e20",
        "tensor_16_bit_flop_per_second, fp16_flop_per_second, fp32_flop_per_second",
        "must be between 1e9",
    ),
    ("hardware", "Hardware name", "", "hardware_name", FILLED),
    ("papercopilot", "title", "", "title", "must have a title"),
    ("papercopilot", "title", " \n ", "title", "must have a title"),
    ("papercopilot", "title", None, "title", "must have a title"),
    ("openalex", "id", None, "work_id", FILLED),
    ("openalex", "id", "", "work_id", FILLED),
    ("openalex", "id", 5, "work_id", "must be an id of a work"),
    ("openalex", "id", "https://openalex.org/A1", "work_id", "must be an id of a work"),
    ("openalex", "id", "https://openalex.org/W5\n", "work_id", "must be an id of a work"),
    ("openalex", "id", "https://openalex.org.example/W5", "work_id", "must be an id of a work"),
    ("openalex", "title", None, "title", "must have a title"),
    ("openalex", "publication_year", 0, "publication_year", "must be between 1900"),
    ("openalex", "publication_year", 2099, "publication_year", "must be between 1900"),
    ("openalex", "publication_year", 9999, "publication_year", "must be between 1900"),
    ("openalex", "cited_by_count", -3, "cited_by_count", "must not be negative"),
    ("hub", "id", "no-account", "model_id", "must be an account, a slash"),
    ("hub", "id", "a/b/c", "model_id", "must be an account, a slash"),
    ("hub", "downloads", -1, "downloads_30d, downloads_all_time, likes", "must not be negative"),
    ("hub", "likes", -1, "downloads_30d, downloads_all_time, likes", "must not be negative"),
    ("hub", "downloads", None, "downloads_30d", FILLED),
    ("hub", "createdAt", "2099-01-01", "created_at", "must be between 2016"),
    ("hub", "createdAt", "1999-01-01", "created_at", "must be between 2016"),
    ("openreview", "id", "n1", "note_id", "must occur once"),
    ("openreview", "title", " ", "title", "must have a title"),
    ("openreview", "venueid", None, "venueid", FILLED),
    ("openreview", "pdate", 1690000000, "published_ms", "must be ms since 1970"),
    ("openreview", "pdate", 1690000000000000, "published_ms", "must be ms since 1970"),
    ("ror", "id", None, "ror_id", FILLED),
    ("ror", "id", "https://ror.org/1", "ror_id", "must be a ROR id"),
    (
        "ror", "admin", {"last_modified": {"date": "9999-01-01"}}, "last_modified",
        "must not be later",
    ),
    ("dblp", "key", "conf/icml/", "key", "must begin with conf/"),
    ("dblp", "title", "", "title", "must have a title"),
    ("dblp", "year", "0", "year", "must be between 1950"),
    ("dblp", "year", "9999", "year", "must be between 1950"),
    ("dblp", "year", "2020.6", "year", TYPE),
    ("dblp", "year", "MMXX", "year", TYPE),
    ("arxiv", "datestamp", "2099-01-01", "updated, datestamp", "must not be later"),
    ("arxiv", "datestamp", "soon", "datestamp", TYPE),
    ("arxiv", "versions", ("Mon, 01 Jan 1900 00:00:00 GMT",), "created", "must not be before 1950"),
)  # fmt: skip

# These JSON records are no objects, or have a key twice or a NUL character.
RECORDS: tuple[tuple[str, bytes, str], ...] = (
    ("a text", b'"a"', "not an object"),
    ("a number", b"7", "not an object"),
    ("null", b"null", "not an object"),
    ("true", b"true", "not an object"),
    ("a list", b"[1]", "not an object"),
    ("a NUL character", b'{"id": "x\\u0000", "title": "T"}', "the text has a NUL character"),
    ("a key twice", b'{"id": "x", "title": "A", "title": "B"}', "a key occurs twice"),
)

XML_FAULTS: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "no element found"),
    "a text": (b"not XML", "syntax error|not well-formed"),
    "another root": (b"<html><p/></html>", "the root element is 'html'"),
    "a cut": (dblp_xml(dblp_record("conf/icml/A"))[:-20], "no element found|unclosed"),
    "two roots": (dblp_xml(dblp_record("conf/icml/A")) + b"<dblp/>", "junk after document"),
    "an entity of its own": (
        dblp_xml(doctype='<!DOCTYPE dblp [<!ENTITY a "b">]>'),
        "the DOCTYPE has declarations",
    ),
    "a file as entity": (
        dblp_xml(doctype='<!DOCTYPE dblp [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
        "the DOCTYPE has declarations",
    ),
    "an unknown entity": (dblp_xml(dblp_record("conf/icml/A", title="&nobody;")), "&nobody; is an"),
    "a NUL character": (dblp_xml(dblp_record("conf/icml/A", title="a\0b")), "not well-formed"),
    "a NUL reference": (dblp_xml(dblp_record("conf/icml/A", title="a&#0;b")), "invalid character"),
    "crossed tags": (dblp_xml("<article><a></article></a>"), "mismatched tag"),
    "an attribute twice": (dblp_xml('<article key="a" key="b"/>'), "duplicate attribute"),
    "deep nesting": (dblp_xml("<a>" * 40 + "</a>" * 40), "nested more than 16 deep"),
    "bytes that are not UTF-8": (
        b'<?xml version="1.0" encoding="UTF-8"?><dblp>\xff</dblp>',
        "not well-formed",
    ),
    "an unknown encoding": (
        b'<?xml version="1.0" encoding="EBCDIC"?><dblp></dblp>',
        "line 1, .*: its encoding cannot be read: unknown encoding: EBCDIC",
    ),
}
PAGES: dict[str, tuple[bytes, str]] = {
    "an empty page": (b"", "no element found"),
    "a page of another kind": (b"<html/>", "the root element is 'html'"),
    "a page with a DOCTYPE": (b"<!DOCTYPE a><a/>", "it has a DOCTYPE"),
    "a page that is cut": (arxiv.listed(arxiv.record(1))[:-30], "no element found|unclosed"),
    "a page without a record": (arxiv.listed(), "a listing without any record"),
    "an error of the protocol": (arxiv.refused("badArgument"), "has no page with a record"),
    "a record without categories": (
        arxiv.listed(arxiv.record(1, categories=None)),
        "a record lacks categories",
    ),
    "a record without a title": (arxiv.listed(arxiv.record(1, title=None)), "lacks title"),
    "a record without a version": (arxiv.listed(arxiv.record(1, versions=())), "lacks updated"),
    "a version without a date": (
        arxiv.listed(arxiv.record(1, versions=("yesterday",))),
        "'yesterday' is not a date of a version",
    ),
    "an identifier of others": (
        arxiv.listed(arxiv.record(1)).replace(b"oai:arXiv.org:", b"oai:example.org:"),
        "is not an identifier of arXiv",
    ),
}

NAME = "rename or unpack it"
PAPERS, LIST = SHAPES["papercopilot"], SHAPES["epoch"]
NAMES: tuple[tuple[str, Shape, str], ...] = (
    ("epoch/2026-01-02_notable_ai_models.CSV", LIST, NAME),
    ("epoch/2026-01-02_notable_ai_models.csv.gz", LIST, NAME),
    ("epoch/2026-01-02_notable[1].csv", LIST, "rename it"),
    ("epoch/2026-01-02_notable?.csv", LIST, "rename it"),
    ("epoch/2026-01-02_models.csv", LIST, "the file name must contain one of"),
    ("epoch/2026-02-30_notable.csv", LIST, "'2026-02-30' is not a date"),
    ("epoch/2099-01-01_notable.csv", LIST, "2099-01-01 is not between"),
    ("epoch/1066-01-01_notable.csv", LIST, "1066-01-01 is not between"),
    ("epoch/0000-00-00_notable.csv", LIST, "'0000-00-00' is not a date"),
    ("clusters/2026-01-02_GPU_clusters.csv", SHAPES["clusters"], NAME),
    ("papercopilot/icml/icml2023.JSON", PAPERS, NAME),
    ("papercopilot/icml/icml2023.json.GZ", PAPERS, NAME),
    ("papercopilot/icml/ICML2023.json", PAPERS, "in lower case"),
    ("papercopilot/icml/2023.json", PAPERS, "must be a venue and a year"),
    ("papercopilot/icml/icml.json", PAPERS, "must be a venue and a year"),
    ("papercopilot/icml/icml1899.json", PAPERS, "must be a venue and a year"),
    ("papercopilot/icml/icml20231.json", PAPERS, "must be a venue and a year"),
    ("papercopilot/icml/icml2023 (1).json", PAPERS, "must be a venue and a year"),
    ("papercopilot/icml/icml2023.json.json", PAPERS, "must be a venue and a year"),
    ("papercopilot/icml/.icml2023.json", PAPERS, "must be a venue and a year"),
    ("papercopilot/icml/icml2099.json", PAPERS, "must be between 1950 and 2 years"),
    ("papercopilot/icml/icml2o23.json", PAPERS, "must be a venue and a year"),
    ("hub/2026-01-02_models.JSONL", SHAPES["hub"], NAME),
    ("dblp/2026-01-02_dblp.XML", SHAPES["dblp"], NAME),
)
MANIFESTS: dict[str, tuple[str, str]] = {
    "another hash": ("file,sha256\n{file},{zeros}\n", "differs from manifest.csv"),
    "a hash in upper case": ("file,SHA256 \n{file},{effs}\n", "differs from manifest.csv"),
    "a short hash": ("file,sha256\n{file},abc\n", "not a SHA-256"),
    "no column file": ("name\n{file}\n", "the column 'file' is missing"),
    "a short row": ("file,sha256\n{file}\n", "1 cells, but the heading line has 2"),
    "a long row": ("file\n{file},x\n", "2 cells, but the heading line has 1"),
    "a file twice": ("file\n{file}\n./{file}\n", "is listed twice"),
    "a file that is missing": ("file\nepoch/gone.csv\n", "the file is missing"),
    "an open quote": ('file\n"{file}', "not a readable CSV file"),
    "a stray quote": ('file\n"{file}"x\n', "not a readable CSV file"),
}


def some(items: Iterable[T], number: int) -> list[T]:
    """Return all items for the first source with a reader, and every fourth for other sources."""
    return list(items) if number == 0 else list(items)[number % 4 :: 4]


def _cells() -> Iterator[Case]:
    columns = [(source, *pair) for source, pairs in NUMBERS.items() for pair in pairs.items()]
    for n, (source, heading, column) in enumerate(columns):
        for value in some(NO_NUMBERS, n):
            yield _aside(source, heading, value, column, TYPE)
    for n, (source, (heading, column)) in enumerate(DATES.items()):
        for value in some(NO_DATES, n):
            yield _aside(source, heading, value, column, TYPE)
    numbers = [field for field in FIELDS if field[2] is WHOLE]
    for field in FIELDS:
        source, heading, values, column = field
        for value in some(values, numbers.index(field)) if field in numbers else values:
            yield _aside(source, heading, value, column, TYPE)
    for source, field, value, column, rule in RULES:
        yield _aside(source, field, value, column, rule)


def _aside(source: str, field: str, value: Any, column: str, rule: str) -> Case:
    shape = SHAPES[source]
    name = f"{source}: {field} = {json.dumps(value)}"
    return Case(name, shape.file, shape.with_field(field, value), column=column, rule=rule)


def _records() -> Iterator[Case]:
    for n, source in enumerate(("papercopilot", "openalex", "ror", "hub", "openreview")):
        shape = SHAPES[source]
        marked = shape.write([shape.record(1), shape.record(2), "HERE"])
        for name, record, rule in some(RECORDS, n):
            content = marked.replace(b'"HERE"', record)
            yield Case(f"{source}: {name}", shape.file, content, column="record", rule=rule)


def _files() -> Iterator[Case]:
    for n, source in enumerate(NUMBERS):
        shape = SHAPES[source]
        for name, (content, refused) in some(csv_faults(shape.good()).items(), n):
            yield Case(f"{source}: {name}", shape.file, content, refused)
        yield Case(f"{source}: NUL", shape.file, _with_nul(shape), column="row", rule="the text")
    for name, (content, refused) in XML_FAULTS.items():
        yield Case(f"dblp: {name}", SHAPES["dblp"].file, content, refused)


def _json_files() -> Iterator[Case]:
    for sources in (("papercopilot", "ror"), ("hub", "openalex", "openreview")):
        for n, source in enumerate(sources):
            shape = SHAPES[source]
            faults = json_faults(shape.good(), is_list="ror" in sources)
            for name, (content, refused) in some(faults.items(), n):
                yield Case(f"{source}: {name}", shape.file, content, refused)
    for n, shape in enumerate(shape for shape in SHAPES.values() if shape.packed):
        for name, content in some(gzip_faults(shape.good()).items(), n):
            file = shape.file + shape.packed
            refused = "not a (readable|complete) gzip file|not a complete JSON|GZIP|no element"
            yield Case(f"{shape.source}: gzip: {name}", file, content, refused)


def _with_nul(shape: Shape) -> bytes:
    first, second, *_ = shape.good().splitlines(keepends=True)
    return first + second + second.replace(b",", b"\0,", 1)


def _zips() -> Iterator[Case]:
    members = {
        "epoch/2026-01-02_models.zip": ("notable.csv", SHAPES["epoch"].good()),
        "ror/2026-01-02_ror.zip": ("ror_schema_v2.json", SHAPES["ror"].good()),
        "arxiv/2026-01-31_cs.zip": ("00001.xml", arxiv.listed(arxiv.record(1))),
    }
    for n, (file, (member, good)) in enumerate(members.items()):
        for name, (content, refused) in some(zip_faults(member, good).items(), n):
            yield Case(f"{file}: {name}", file, content, refused)
    file = "epoch/2026-01-02_models.zip"
    good = SHAPES["epoch"].good()
    twice = zip_of({"a/notable.csv": good, "b/notable.csv": good})
    yield Case("a list twice in a zip", file, twice, "the list 'notable' twice")
    yield Case("a zip in a zip", file, zip_of({"a.zip": twice}), "contains no CSV file")
    for name, (body, refused) in PAGES.items():
        yield Case(f"arxiv: {name}", SHAPES["arxiv"].file, arxiv.zipped(body), refused)


def _pages() -> Iterator[Case]:
    works = [work(1), work(2)]
    for name, content, refused in (
        ("an error", b'{"error": "bad", "message": "key"}', "answered with an error: bad"),
        ("results that are a text", page("x"), "not a readable JSON file"),
        ("a page without results", page(works) + b"\n" + page(None), "1 of its pages"),
        ("an array of works", json.dumps(works).encode(), "not a readable JSON file"),
        ("no works", page([]), "a required column is missing"),
    ):
        yield Case(f"openalex: {name}", SHAPES["openalex"].file, content, refused)
    for name, content, refused in (
        ("no list of models", hub_page(None), "it has no list 'models'"),
        ("a text for models", hub_page("x"), "not a readable JSON file"),
        ("a line that is cut", hub_page([]) + b"\n" + hub_page([])[:-4], "not a readable JSON"),
        ("an array", b"[" + hub_page([]) + b"]", "not a readable JSON file"),
        ("a line of another kind", hub_page([]) + b'\n{"a": 1}', "it has no list 'models'"),
    ):
        yield Case(f"hub: {name}", SHAPES["hub"].file, content, refused)
    notes = [note(1), note(2)]
    mail, field = {**note(3), "authors": ["a@example.org"]}, {**note(3), "emails": "x"}
    other = "not pages of one list"
    for name, content, refused in (
        ("no venue", notes_page(notes, venue=None), other),
        ("an empty venue", notes_page(notes, venue=""), other),
        ("no list of notes", notes_page(None), other),
        ("two lists", notes_page(notes) + b"\n" + notes_page(notes, year=2022), other),
        ("a text for notes", notes_page("x"), "not a readable JSON file"),
        ("a year of the past", notes_page(notes, year=1999), "must be between 2013"),
        ("a year of the future", notes_page(notes, year=2099), "must be between 2013"),
        ("a year with a fraction", notes_page(notes, year=2023.5), "must be a year; found '2023.5"),
        ("a year in words", notes_page(notes, year="soon"), "must be a year; found 'soon'"),
        ("an address", notes_page([*notes, mail]), "must not have an e-mail address"),
        ("a field that is not declared", notes_page([*notes, field]), "an undeclared field"),
    ):
        yield Case(f"openreview: {name}", SHAPES["openreview"].file, content, refused)


def _paths() -> Iterator[Case]:
    for file, shape, refused in NAMES:
        good = shape.good()
        content = gzip.compress(good, mtime=0) if file.lower().endswith(".gz") else good
        yield Case(f"the name {file}", file, content, refused)
    for kind in ("a pipe", "a folder", "a device", "a broken link"):
        for shape in (LIST, PAPERS):
            refused = "not a regular file"
            yield Case(f"{shape.source}: {kind}", shape.file, kind, refused)
    for name, (text, refused) in MANIFESTS.items():
        manifest = text.format(file=LIST.file, zeros="0" * 64, effs="F" * 64)
        yield Case(f"manifest: {name}", LIST.file, LIST.good(), refused, manifest=manifest)


CASES = {
    case.name: case
    for cases in (_cells(), _records(), _files(), _json_files(), _zips(), _pages(), _paths())
    for case in cases
}
