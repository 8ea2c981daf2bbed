"""Lay out lists that may not be passed on: ``python -m ingestion.embedded.closed MORE DATA OUT``.

``compute-divide reduce OUT`` then writes what they say without their text. Two of them become plain
lists first: all events of ICML 2026, and the authors of NeurIPS, ICML and ICLR of 2006 to 2019.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import html
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from ingestion.landing.files import read_manifest
from ingestion.landing.snapshots import sha256

HEADINGS = ("title", "venue", "year", "authors", "affiliations", "affiliations_are", "track")
PROGRAMME = "programme/neurips-2024-orals-posters.derived.json.gz"
EVENTS = "programme/icml-2026_events_flat.csv.gz"
AUTHORS = "programme/icml_neurips_iclr_2006-2019_authors.csv.gz"
SCRAPED = "lists/icml_neurips_iclr_2006-2019.csv.gz"
VENUES = {"NeurIPS": "nips", "NIPS": "nips", "ICML": "icml", "ICLR": "iclr"}
COLUMNS = ("file", "publisher", "publisher_url", "commit_date", "licence", "sha256")
Row = tuple[str, ...]


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a packed CSV file."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def plain(text: str) -> str:
    """Return a text without what divides the cells of a plain list."""
    return html.unescape(html.unescape(text)).replace(";", ",").replace("+", " ").strip()


def icml(path: Path) -> Iterator[Row]:
    """Yield posters with the institutions of all authors in one slot: who has which is unknown."""
    for row in rows(path):
        if row["event_type"] == "Poster":
            authors = ";".join("-" for _ in row["authors"].split(";"))
            divided = html.unescape(html.unescape(row["institutions"])).split(";")
            institutions = "+".join(plain(text) for text in divided if text.strip())
            is_position = re.match("position:", row["title"].strip(), re.IGNORECASE)
            track = "position" if is_position else "main"
            yield row["title"].strip(), "icml", "2026", authors, institutions, "profile", track


def scraped(path: Path) -> Iterator[Row]:
    """Yield papers with the affiliation of each author on the day of the copy."""
    papers: dict[tuple[str, str, str], list[str]] = {}
    for row in rows(path):
        key = row["Title"].strip(), VENUES[row["Conference"]], row["Year"]
        name = plain(row["Affiliation"])
        papers.setdefault(key, []).append("" if name == "None" else name)
    for key, names in papers.items():
        yield *key, ";".join("-" for _ in names), ";".join(names), "profile", "main"


def write(path: Path, papers: Iterable[Row]) -> None:
    """Write a plain list."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows([HEADINGS, *papers])


def lay_out(more: Path, data: Path, out: Path) -> None:
    """Copy Paper Copilot's lists and ROR, add the programmes, and write the manifest of ``out``."""
    manifest = []
    for name, row in read_manifest(data).items():
        if re.fullmatch(r"(papercopilot|ror)/.*\d\.json(\.gz)?|ror/.*\.json(\.gz)?", name):
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(data / name, out / name)
            manifest.append(row)
    dates = {name: row["commit_date"] for name, row in read_manifest(more).items()}
    neurips = "programme/neurips-2024-orals-posters.json.gz"
    (out / neurips).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(more / PROGRAMME, out / neurips)
    write(out / "lists/icml2026.csv.gz", icml(more / EVENTS))
    write(out / SCRAPED, scraped(more / AUTHORS))
    for name, original, publisher, url in (
        (neurips, PROGRAMME, "NeurIPS", "https://neurips.cc"),
        ("lists/icml2026.csv.gz", EVENTS, "ICML", "https://icml.cc"),
        (SCRAPED, AUTHORS, "NeurIPS, ICML, ICLR", "https://neurips.cc"),
    ):
        terms = (name, publisher, url, dates[original], "none declared", sha256(out / name))
        manifest.append(dict(zip(COLUMNS, terms, strict=True)))
    with (out / "manifest.csv").open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, COLUMNS, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(manifest)


def main() -> None:
    """Read the folders from the command line."""
    parser = argparse.ArgumentParser("python -m ingestion.embedded.closed", description=__doc__)
    for name in ("more", "data", "out"):
        parser.add_argument(name, type=Path)
    folders = parser.parse_args()
    lay_out(folders.more, folders.data, folders.out)


if __name__ == "__main__":
    main()
