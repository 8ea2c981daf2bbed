"""The files of the published record, from the publishers' files that they come from.

What ships and what does not stands in ``ingestion/embedded/README.md``, and
``python -m orchestration.cli.record`` writes it. A folder of publishers' files has a
``manifest.csv`` with the SHA-256, the date and the licence of every file.
"""

from __future__ import annotations

import csv
import gzip
import html
import io
import json
import re
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from ingestion import RECORD
from ingestion.errors import IngestionError
from ingestion.landing.csv_file import write_csv
from ingestion.landing.files import MANIFEST, read_manifest
from ingestion.landing.packed import unpack_gzip
from ingestion.landing.papers import COLUMNS
from ingestion.landing.schema import Source, match_columns
from ingestion.landing.snapshots import sha256
from ingestion.sources.acl_anthology.source import SOURCE as ANTHOLOGY
from ingestion.sources.acl_anthology.source import papers as anthology_papers
from ingestion.sources.acl_anthology.source import slot
from ingestion.sources.awards.source import FEEDS, Page, facts
from ingestion.sources.awards.source import HEADINGS as AWARD
from ingestion.sources.awards.source import SOURCE as AWARDS
from ingestion.sources.chip_owners.source import H100E
from ingestion.sources.chip_owners.source import SOURCE as CHIP_OWNERS
from ingestion.sources.clusters.source import SOURCE as CLUSTERS
from ingestion.sources.data_centers.source import SOURCE as DATA_CENTERS
from ingestion.sources.epoch.source import SOURCE as EPOCH
from ingestion.sources.hardware.source import SOURCE as HARDWARE
from ingestion.sources.ror.source import SOURCE as ROR
from ingestion.sources.top500.source import HEADINGS, check_lists, list_sums
from ingestion.sources.top500.source import SOURCE as TOP500

Terms = tuple[str, str, str, str]
ORIGIN = ("publisher", "publisher_url", "licence", "citation")


@dataclass(frozen=True)
class Shipped:
    """A file of the record: its rows, its terms, its originals, and what they have besides.

    Without headings, it has a JSON record for each row. Each original has its name and its SHA-256.
    """

    name: str
    headings: Sequence[str]
    rows: Sequence[dict[str, Any]]
    terms: Terms
    originals: Sequence[str]
    left_out: str


def written(file: Shipped) -> bytes:
    """Return the bytes of a file. The gzip header has no name and no time, which would differ."""
    text = _table(file) if file.headings else _records(file)
    if not file.name.endswith(".gz"):
        return text.encode()
    packed = io.BytesIO()
    with gzip.GzipFile("", "wb", 9, packed, mtime=0) as stream:
        stream.write(text.encode())
    return packed.getvalue()


def _table(file: Shipped) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, file.headings, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(file.rows)
    return text.getvalue()


def _records(file: Shipped) -> str:
    lines = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in file.rows)
    return "[\n\t" + ",\n\t".join(lines) + "\n]\n"


def write(files: Iterable[Shipped], folder: Path) -> None:
    """Write the files in the order of their names, and the manifest that an ingestion reads.

    Files of the former manifest are removed.
    """
    rows = []
    for name in read_manifest(folder):
        (folder / name).unlink(missing_ok=True)
    for file in sorted(files, key=lambda file: file.name):
        path = folder / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written(file))
        rows.append(
            {
                "file": file.name,
                "rows": str(len(file.rows)),
                "commit_date": path.name[:10],
                **dict(zip(ORIGIN, file.terms, strict=True)),
                "sha256": sha256(path),
                "originals": "; ".join(file.originals),
                "left_out": file.left_out,
            }
        )
    write_csv(folder / MANIFEST, list(rows[0]), rows)


def terms(source: Source) -> Terms:
    """Return publisher, address, licence and citation of a source."""
    return source.publisher, source.homepage, source.licence, source.citation


def named(path: Path) -> str:
    """Return name and SHA-256 of an original."""
    return f"{path.name} {sha256(path)}"


def reduced(folder: Path, originals: Mapping[str, Path]) -> Iterator[Shipped]:
    """Read the packed files that ``compute-divide reduce`` wrote into a folder.

    ``originals`` has the original of each file that was reduced, by its SHA-256. The classes of
    affiliations come from ROR too.
    """
    register = [named(path) for path in originals.values() if path.parent.name == ROR.name]
    for name, row in read_manifest(folder).items():
        rows = json.loads(gzip.decompress((folder / name).read_bytes()))
        publisher, url, licence, citation = (row[column] for column in ORIGIN)
        lists = [named(originals[text.split()[-1]]) for text in row["originals"].split("; ")]
        terms = (publisher, url, licence, citation)
        yield Shipped(name, (), rows, terms, [*lists, *register], row["left_out"])


Tags = Mapping[tuple[str, str, str], str]


def with_tags(lists: Iterable[Shipped], facts: Iterable[Shipped], tags: Tags) -> Iterator[Shipped]:
    """Yield plain lists with the tags of each venue, year and title, and the other reduced lists.

    A list whose titles and affiliations ship needs the tags only, which come from its abstracts.
    """
    plain = set()
    for file in lists:
        key = file.terms[0], file.rows[0].get("venue")
        for row in file.rows:
            if text := tags.get((row.get("venue", ""), row.get("year", ""), row.get("title", ""))):
                row["tags"] = text
                plain.add(key)
        yield replace(file, headings=(*file.headings, "tags")) if key in plain else file
    yield from (file for file in facts if (file.terms[0], file.rows[0]["venue"]) not in plain)


# Sentences and names of persons do not ship.
UNSHIPPED = ("abstract", "authors", "training_compute_notes")
# The metrics of all models need no more. With the criteria of notability, this list would count as
# a notable list of its date.
ALL_MODELS = (
    "model", "organization", "organization_categorization", "publication_date", "domain", "task",
    "training_compute_flop", "confidence", "country", "model_accessibility", "training_hardware",
    "hardware_quantity", "link",
)  # fmt: skip
PAPER = tuple(column.name for column in COLUMNS)
STOCKS = ("End date", "Owner", "Chip manufacturer", *H100E.values(), "Incomplete")
# The publisher of each list of papers: name, address, licence, citation.
TERMS = {
    "external/icadl2024": (
        "ICADL2024",
        "https://github.com/mm-doshisha/ICADL2024",
        "MIT",
        "Yamauchi and Katsurai 2025, arXiv 2510.01593; github.com/mm-doshisha/ICADL2024.",
    ),
    "acl_anthology": terms(ANTHOLOGY),
    "crossref": (
        "Crossref",
        "https://api.crossref.org/works?filter=prefix:10.1145",
        "facts deposited at Crossref by ACM; conversion MIT",
        "Crossref (facts deposited by ACM), by github.com/chang-xinhai/AI-Conference-Paper-Lists.",
    ),
}
# ICADL2024 has no date of its own. This is the end of the month of the paper that describes it.
ICADL_DATE = "2025-10-31"
# Some rows of ICADL2024 are text of a volume's first or last pages.
PAGE_TEXT = re.compile(
    r"Chair$|Chair IJCAI|^Proceedings of|^This volume|Award for Research|^.{250}", re.DOTALL
)
LONGEST_INSTITUTION = 500
MAIN_PROCEEDINGS = re.compile(
    r"Proceedings of the (\w+ ACM SIGKDD .*|\w+ ACM International Conference on Multimedia"
    r"|(ACM )?Web Conference \d{4})",
    re.IGNORECASE,
)


def unpacked(folder: Path, path: Path) -> bytes:
    """Read a publisher's file. Raises ValueError if it has changed, or may not be passed on."""
    row = read_manifest(folder).get(path.relative_to(folder).as_posix(), {})
    content = path.read_bytes()
    if row.get("sha256", "") not in ("", sha256(path)):
        raise ValueError(f"{path} is not the file of the manifest")
    may_ship = row.get("redistribute") == "yes" or row.get("licence", "").startswith("CC-BY-4.0")
    if not may_ship and not path.with_name("LICENSE.txt").is_file():
        raise ValueError(f"{path} may not be passed on")
    return gzip.decompress(content) if path.suffix == ".gz" else content


def table(source: Source, folder: Path, original: str, columns: Sequence[str] = ()) -> Shipped:
    """Keep the columns of a CSV file that our reader maps, or only those of ``columns``.

    Headings and cells stay as they are. A zip has the list of all models.
    """
    path = folder / source.name / original
    content = unpacked(folder, path)
    name = original.removesuffix(".gz")
    if path.suffix == ".zip":
        name = name.replace("ai_models.zip", "all_ai_models.csv")
        with zipfile.ZipFile(io.BytesIO(content)) as members:
            content = members.read("all_ai_models.csv")
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    headings = list(rows.fieldnames or ())
    mapped = match_columns(name, source.columns, headings)
    shipped = columns or [column for column in mapped if column not in UNSHIPPED]
    names = {heading for column in shipped for heading in mapped[column]}
    return Shipped(
        f"{source.name}/{name}",
        [heading for heading in headings if heading in names],
        list(rows),
        terms(source),
        [named(path)],
        f"columns: {', '.join(heading for heading in headings if heading not in names)}",
    )


def chip_owners(folder: Path) -> Shipped:
    """Join the files of cumulative stocks, which Epoch AI publishes as one table with ISO dates."""
    paths = sorted((folder / "chip_counts/owners").glob("**/*cumulative_totals.csv"))
    rows = []
    for path in paths:
        for row in csv.DictReader(io.StringIO(unpacked(folder, path).decode()), strict=True):
            month, day, year = row["End date"].split("/")
            row["End date"] = f"{year}-{month:0>2}-{day:0>2}"
            rows.append({heading: row.get(heading, "") for heading in STOCKS})
    home = "https://github.com/epoch-research/ai-chip-counts"
    return Shipped(
        f"chip_owners/{newest(folder, paths)}_{CHIP_OWNERS.globs[0].partition('*')[2]}",
        STOCKS,
        sorted(rows, key=lambda row: list(row.values())),
        ("Epoch AI", home, "MIT", CHIP_OWNERS.citation),
        [*map(named, paths)],
        "columns: Name, Start date, Number of Units, Total TDP, Power, Source / Link, Notes",
    )


def top500(folder: Path) -> Shipped:
    """Sum up the computers of each list, which may not be passed on themselves."""
    paths = sorted((folder / "top500").glob("TOP500_*.csv.gz"))
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        for path in paths:
            rows += list_sums(unpack_gzip(path, path.name, Path(scratch)), path.name)[1]
    check_lists(TOP500.name, rows)
    return Shipped(
        f"top500/{newest(folder, paths)}_top500_sums.csv",
        HEADINGS,
        rows,
        terms(TOP500),
        [*map(named, paths)],
        "rows of computers: only sums by list, segment, accelerator and country",
    )


def awards(folder: Path) -> Shipped:
    """Take institution, field, dates, resource and amount. A running number stands for a project.

    The number of a project leads to its persons.
    """
    path = folder / "nairr/current-projects-u.json"
    numbers: dict[str, str] = {}
    rows = list(facts("nairr", msgspec.json.decode(path.read_bytes(), type=Page)))
    for row in rows:
        row["project"] = numbers.setdefault(row["project"], str(len(numbers) + 1))
    return Shipped(
        f"awards/{newest(folder, [path])}_nairr_awards.csv",
        AWARD,
        rows,
        (
            "NAIRR pilot",
            FEEDS["nairr"],
            AWARDS.licence,
            "NAIRR pilot, list of current projects, submit-nairr.xras.org.",
        ),
        [named(path)],
        "persons, titles, abstracts, numbers of projects, comments",
    )


def newest(folder: Path, paths: Sequence[Path]) -> str:
    """Return the newest date of some files; empty if none has one."""
    rows = read_manifest(folder).items()
    return max((row["commit_date"] for file, row in rows if folder / file in paths), default="")


def papers(folder: Path, publisher: str, venue: str) -> Shipped:
    """Read the list of a venue: the files by year, and their papers in the publisher's order."""
    reader, pattern, unshipped = {
        "external/icadl2024": (icadl, f"{venue.upper()}2*", "num_academia, num_company"),
        "acl_anthology": (anthology, f"*.{venue}.xml*", "names of authors, abstracts, pages"),
        "crossref": (crossref, f"{venue}2*", "names of authors, links of files"),
    }[publisher]
    paths = sorted((folder / publisher).glob(pattern))
    rows = []
    others = Counter[str]()
    for path in paths:
        year = re.findall(r"20\d\d", path.name)[-1]
        for paper in reader(unpacked(folder, path)):
            if other := paper.get("left out"):
                others[f"{year} {other}"] += 1
                continue
            kind = "assigned" if publisher.endswith("icadl2024") else "printed"
            stated = {"affiliations_are": kind if paper["affiliations"] else ""}
            rows.append(paper | {"venue": venue, "year": year} | stated)
    return Shipped(
        f"lists/{newest(folder, paths) or ICADL_DATE}_{venue}.csv.gz",
        PAPER,
        rows,
        TERMS[publisher],
        [*map(named, paths)],
        f"{unshipped}; rows: {', '.join(f'{k} {n}' for k, n in sorted(others.items())) or 'none'}",
    )


def icadl(content: bytes) -> Iterator[dict[str, str]]:
    """Read papers with the institutions of their authors, in order.

    An author with two institutions has two entries, and an author without one has none. So the
    number of authors is unknown, and the cell of authors stays empty.
    """
    for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True):
        cells = [cell for heading, cell in row.items() if heading.startswith("inst") and cell]
        is_index = any(len(cell) > LONGEST_INSTITUTION for cell in cells)
        if is_index or PAGE_TEXT.search(row["title"]):
            yield {"left out": "text of pages"}
        else:
            affiliations = ";".join(slot([cell]) for cell in cells)
            yield {"title": row["title"].strip(), "affiliations": affiliations}


def anthology(content: bytes) -> Iterator[dict[str, str]]:
    """Read the papers of the main volumes, with the affiliation of each author."""
    for paper in anthology_papers(content):
        if paper["volume"]:
            yield {"left out": paper["volume"]}
        else:
            yield paper | {"authors": re.sub("[^;]+", "-", paper["authors"]), "abstract": ""}


def crossref(content: bytes) -> Iterator[dict[str, str]]:
    """Read the papers of the main proceedings, with all affiliations of a paper in one slot.

    Nobody knows which author has which. One slot for several authors is never a complete team.
    """
    for item in json.loads(content)["records"]:
        if not MAIN_PROCEEDINGS.fullmatch(html.unescape(item["track"])):
            is_companion = item["track"].startswith("Companion")
            yield {"left out": "companion" if is_companion else "workshops"}
            continue
        yield {
            "title": item["title"].strip(),
            # Metrics need the number of authors, and no metric needs a name.
            "authors": ";".join(["-"] * len(item["authors"])),
            # Some are escaped twice.
            "affiliations": slot(html.unescape(html.unescape(t)) for t in item["affiliations"]),
            "doi": item["doi"],
            "status": item["status"],
        }


def record(more: Path, data: Path) -> list[Shipped]:
    """Return the files of the record, but for the reduced lists."""
    return [
        table(EPOCH, more, "2026-08-19_notable_ai_models.csv.gz"),
        table(EPOCH, data, "2026-01-26_notable_ai_models.csv"),
        table(EPOCH, data, "2025-12-27_ai_models.zip", ALL_MODELS),
        table(EPOCH, data, "2023-03-03_all_ml_systems_sheet.csv"),
        table(HARDWARE, more, "2026-07-06_ml_hardware.csv"),
        table(CLUSTERS, data, "2025-12-31_gpu_clusters.csv"),
        table(DATA_CENTERS, more, "2026-07-18_data_centers.csv"),
        table(DATA_CENTERS, more, "2026-07-18_data_center_timelines.csv"),
        awards(more),
        chip_owners(more),
        top500(more),
        *(papers(data, "external/icadl2024", venue) for venue in ("aaai", "ijcai")),
        *(papers(more, "acl_anthology", venue) for venue in ("acl", "emnlp", "naacl", "eacl")),
        *(papers(more, "crossref", venue) for venue in ("kdd", "www", "acmmm")),
    ]


def check(originals: Iterable[str]) -> None:
    """Raise IngestionError if an original of the record's manifest is missing, or has changed.

    One that may change is first taken out of the manifest.
    """
    known = {
        text for row in read_manifest(RECORD).values() for text in row["originals"].split("; ")
    }
    if lost := sorted(known.difference(originals)):
        raise IngestionError(MANIFEST, f"{len(lost)} originals are missing, such as {lost[0]}")
