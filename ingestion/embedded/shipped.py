"""Files that may be passed on, and the manifest that says whose facts they are."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingestion.landing.files import read_manifest
from ingestion.landing.snapshots import sha256

Terms = tuple[str, str, str, str]
TERMS = ("publisher", "publisher_url", "licence", "citation")


@dataclass(frozen=True)
class Shipped:
    """A file of the record: its rows, its terms, its originals, and what they have besides.

    Each original has its name and its SHA-256.
    """

    name: str
    headings: Sequence[str]
    rows: Sequence[dict[str, str]]
    terms: Terms
    originals: Sequence[str]
    left_out: str


def named(path: Path) -> str:
    """Return name and SHA-256 of an original."""
    return f"{path.name} {sha256(path)}"


def written(file: Shipped) -> bytes:
    """Return the bytes of a file. The gzip header has no name and no time, which would differ."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, file.headings, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(file.rows)
    if not file.name.endswith(".gz"):
        return text.getvalue().encode()
    packed = io.BytesIO()
    with gzip.GzipFile("", "wb", 9, packed, mtime=0) as stream:
        stream.write(text.getvalue().encode())
    return packed.getvalue()


def write(files: Iterable[Shipped], folder: Path) -> None:
    """Write the files, and the manifest that an ingestion of the folder reads."""
    rows = []
    for file in files:
        path = folder / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written(file))
        rows.append(
            {
                "file": file.name,
                "rows": len(file.rows),
                "commit_date": path.name[:10],
                **dict(zip(TERMS, file.terms, strict=True)),
                "sha256": sha256(path),
                "originals": "; ".join(file.originals),
                "left_out": file.left_out,
            }
        )
    with (folder / "manifest.csv").open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def read(folder: Path) -> list[Shipped]:
    """Read the packed files that ``write`` wrote into a folder."""
    files = []
    for name, row in read_manifest(folder).items():
        with gzip.open(folder / name, "rt", encoding="utf-8", newline="") as lines:
            rows = csv.DictReader(lines, strict=True)
            headings, cells = list(rows.fieldnames or ()), list(rows)
        publisher, url, licence, citation = (row[column] for column in TERMS)
        terms = (publisher, url, licence, citation)
        originals = row["originals"].split("; ")
        files.append(Shipped(name, headings, cells, terms, originals, row["left_out"]))
    return files
