"""Lay out the lists whose text does not ship, with ROR, so that their facts can be derived.

Most files stay as they are. Others become plain lists: the events of ICML 2026, the authors of
NeurIPS, ICML and ICLR of 2006 to 2019, the workbook of ICLR 2026, and editions of OpenReview.
"""

from __future__ import annotations

import csv
import gzip
import html
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from ingestion.landing.csv_file import write_csv
from ingestion.landing.files import MANIFEST, read_manifest
from ingestion.landing.snapshots import sha256
from ingestion.landing.workbook import workbook_rows

# The files that keep their names.
KEPT = re.compile(
    r"papercopilot/.*\d\.json(\.gz)?|ror/.*\.json(\.gz)?"
    r"|acl_anthology/\d{4}\.(acl|eacl|emnlp|naacl)\.xml\.gz"
)
RENAMED = {
    "programme/neurips-2024-orals-posters.derived.json.gz": (
        "programme/neurips-2024-orals-posters.json.gz"
    ),
    # The newer copy has lost the affiliations.
    "second_vintages/eccv/eccv2022.json.gz": "papercopilot/eccv/2024-10-12_eccv2022.json.gz",
}
HEADINGS = (
    "title", "venue", "year", "authors", "affiliations", "affiliations_are", "track", "keywords",
    "abstract", "status", "positions", "crawled",
)  # fmt: skip
VENUES = {"NeurIPS": "nips", "NIPS": "nips", "ICML": "icml", "ICLR": "iclr"}
TERMS = ("file", "publisher", "publisher_url", "licence", "citation", "commit_date", "sha256")
Row = dict[str, str]


def plain(text: str) -> str:
    """Return a text without what divides the cells of a plain list."""
    return html.unescape(html.unescape(text)).replace(";", ",").replace("+", " ").strip()


def rows(path: Path) -> Iterator[Row]:
    """Yield the rows of a packed CSV file."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def icml(path: Path) -> Iterator[Row]:
    """Yield posters with the institutions of all authors in one slot: who has which is unknown."""
    for row in rows(path):
        if row["event_type"] == "Poster":
            title = row["title"].strip()
            divided = html.unescape(html.unescape(row["institutions"])).split(";")
            is_position = title.lower().startswith("position:")
            yield {
                "title": title,
                "venue": "icml",
                "year": "2026",
                "authors": ";".join("-" for _ in row["authors"].split(";")),
                "affiliations": "+".join(plain(text) for text in divided if text.strip()),
                "affiliations_are": "profile",
                "track": "position" if is_position else "main",
            }


def scraped(path: Path) -> Iterator[Row]:
    """Yield papers with the affiliation of each author on the day of the copy."""
    papers: dict[tuple[str, str, str], list[str]] = {}
    for row in rows(path):
        key = row["Title"].strip(), VENUES[row["Conference"]], row["Year"]
        name = plain(row["Affiliation"])
        papers.setdefault(key, []).append("" if name == "None" else name)
    for (title, venue, year), names in papers.items():
        yield {
            "title": title,
            "venue": venue,
            "year": year,
            "authors": ";".join("-" for _ in names),
            "affiliations": ";".join(names),
            "affiliations_are": "profile",
            "track": "main",
        }


def iclr(path: Path) -> Iterator[Row]:
    """Yield papers with the institutions of each author, as printed on the first page.

    Where the page could not be read, they come from the profiles of the authors. A comma divides
    the institutions of an author, and is in their names too, so it divides nothing here.
    """
    headings, *table = workbook_rows(path, path.name)
    for cells in table:
        row = dict(zip(headings, cells, strict=True))
        is_printed = row["Affiliation_source"] == "pdf"
        yield {
            "title": row["Title"],
            "venue": "iclr",
            "year": "2026",
            "authors": ";".join("-" for _ in row["Authors"].split(";")),
            "affiliations": ";".join(plain(slot) for slot in row["Institutions"].split(";")),
            "affiliations_are": "printed" if is_printed else "profile",
            "track": "main",
            "keywords": row["Keywords"],
            "abstract": row["Abstract"],
        }


# The day on which the publisher read the profiles, where its files of an earlier day have the same.
CRAWLED = dict.fromkeys(
    ("2026-04-28_neurips2022.csv.gz", "2026-04-28_neurips2023.csv.gz"), "2025-05-31"
)


def openreview(path: Path) -> Iterator[Row]:
    """Yield papers with the affiliations and positions of each author's profile."""
    for row in rows(path):
        yield {
            **{name: row[name] for name in HEADINGS if name in row},
            "positions": row["position"],
            "crawled": CRAWLED.get(path.name, ""),
        }


OPENREVIEW = {
    "publisher": "OpenReview, by Paper Copilot",
    "publisher_url": "https://github.com/papercopilot/openreview",
    "licence": "none declared: ask before you pass the lists on",
}
EDITIONS = {
    f"openreview_editions/{name}.csv.gz": (f"lists/{name}.csv", openreview)
    for name in (
        "2025-05-20_iclr2023", "2026-04-28_icml2025", "2026-04-28_neurips2022",
        "2026-04-28_neurips2023", "2026-05-01_aistats2026",
    )
}  # fmt: skip
# The name of the plain list, and what reads the original.
PLAIN: dict[str, tuple[str, Callable[[Path], Iterator[Row]]]] = {
    "programme/icml-2026_events_flat.csv.gz": ("lists/2026-07-21_icml.csv", icml),
    "programme/icml_neurips_iclr_2006-2019_authors.csv.gz": ("lists/2019-08-17_all.csv", scraped),
    # Its repository states the month.
    "iclr2026/iclr2026_public.xlsx": ("lists/2026-05-31_iclr.csv", iclr),
    **EDITIONS,
}


def place(name: str) -> str | None:
    """Return the name of an original in the laid-out directory; None if it is left out."""
    if name in PLAIN:
        return PLAIN[name][0]
    return name if KEPT.fullmatch(name) else RENAMED.get(name)


def lay_out(folders: tuple[Path, ...], out: Path) -> dict[str, Path]:
    """Write the directory with its manifest. Return the original of each file by its SHA-256.

    Raises ValueError if an original is not the file of its folder's manifest.
    """
    manifest, originals = [], dict[str, Path]()
    for folder in folders:
        for name, row in read_manifest(folder).items():
            if new := place(name):
                original, path = folder / name, out / new
                row = row | (OPENREVIEW if name in EDITIONS else {})
                if sha256(original) != row["sha256"]:
                    raise ValueError(f"{original} is not the file of the manifest")
                path.parent.mkdir(parents=True, exist_ok=True)
                if name in PLAIN:
                    write_csv(path, HEADINGS, PLAIN[name][1](original))
                    row["citation"] = f"{row['publisher']}, {row['publisher_url']}."
                else:
                    shutil.copyfile(original, path)
                digest = sha256(path)
                manifest.append(row | {"file": new, "sha256": digest})
                originals[digest] = original
    write_csv(out / MANIFEST, TERMS, manifest)
    return originals
