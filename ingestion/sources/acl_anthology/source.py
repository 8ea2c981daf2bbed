"""ACL Anthology: papers of one event and year, from an XML file of its repository (CC BY 4.0)."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree

from ingestion.errors import IngestionError
from ingestion.landing.csv_file import read_csv_part, write_csv
from ingestion.landing.papers import COLUMNS, RULES
from ingestion.landing.schema import Input, Part, Source
from ingestion.venues import expected_papers

# Other volumes of a conference are demonstrations, its industry track, students and tutorials.
MAIN_VOLUMES = ("long", "short", "main")
WHOLE_VENUES = {"findings": "findings", "tacl": "journal"}
# The largest file has about 10 MB, and the parser needs some times as much memory.
MAX_BYTES = 32 * 1024**2
# The largest file has 83,435 tags. Each takes memory of its own.
MAX_TAGS = 1_000_000


def papers(content: bytes) -> Iterator[dict[str, str]]:
    """Yield the papers of a file by column. ``volume`` is empty for those of the main volumes.

    Raises ValueError on a file that is not a collection of papers in UTF-8.
    """
    text = content.decode()
    # A declaration is where entities that grow or that read other files come from.
    if "<!DOCTYPE" in text:
        raise ValueError("it declares a document type")
    if text.count("<") > MAX_TAGS:
        raise ValueError(f"it has more than {MAX_TAGS:,} tags")
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - has no declaration
    except ElementTree.ParseError as error:
        raise ValueError(str(error)) from None
    year, _, venue = root.get("id", "").partition(".")
    if root.tag != "collection" or not venue:
        raise ValueError(f"not a collection of papers: {root.tag!r}")
    for volume in root.findall("volume"):
        name = volume.get("id", "")
        is_main = name in MAIN_VOLUMES or venue in WHOLE_VENUES
        for item in volume.findall("paper"):
            track = WHOLE_VENUES.get(venue, "main") if is_main else ""
            where = {"volume": "" if is_main else name, "venue": venue, "year": year}
            yield {**where, "track": track, **_paper(item)}


def _paper(item: ElementTree.Element) -> dict[str, str]:
    authors = item.findall("author")
    slots = [slot([_text(author, "affiliation")]) for author in authors]
    url = _text(item, "url")
    return {
        "title": _text(item, "title"),
        "authors": ";".join(
            f"{_text(a, 'first')} {_text(a, 'last')}".strip().replace(";", ",") for a in authors
        ),
        "affiliations": ";".join(slots) if any(slots) else "",
        "doi": _text(item, "doi"),
        "link": f"https://aclanthology.org/{url}" if url else "",
        "status": "" if item.find("retracted") is None else "retracted",
        "abstract": _text(item, "abstract"),
        "affiliations_are": "printed" if any(slots) else "",
    }


def _text(element: ElementTree.Element, tag: str) -> str:
    """Return the text of the first child with a tag, without markup; empty without such a child."""
    child = element.find(tag)
    return "" if child is None else " ".join("".join(child.itertext()).split())


def slot(affiliations: Iterable[str]) -> str:
    """Join affiliations with ``+``. Publishers write ``;`` between two employers of an author."""
    return "+".join(re.sub(r"\s*;\s*", "+", text.strip(" ;")) for text in affiliations)


def read(file: Input) -> list[Part]:
    """Read the papers of the main volumes; a file without such a volume has no part."""
    if file.path.stat().st_size > MAX_BYTES:
        raise IngestionError(file.name, f"larger than {MAX_BYTES} bytes")
    try:
        rows = list(papers(file.path.read_bytes()))
    except ValueError as error:
        raise IngestionError(file.name, f"not a readable file of the Anthology: {error}") from error
    if any(f"{row['year']}.{row['venue']}." not in file.path.name for row in rows):
        raise IngestionError(file.name, "its name is not the id of its collection")
    main = [paper for paper in rows if not paper["volume"]]
    if rows and not main:
        return []
    table = file.scratch / "papers.csv"
    write_csv(table, [column.name for column in COLUMNS], main)
    part = read_csv_part(dataclasses.replace(file, path=table), "papers", COLUMNS)
    return [dataclasses.replace(part, left_out=len(rows) - len(main))]


SOURCE = Source(
    name="acl_anthology",
    table="papers",
    publisher="ACL Anthology",
    homepage="https://aclanthology.org",
    licence="CC-BY-4.0",
    citation="ACL Anthology, https://aclanthology.org, and the authors of each paper.",
    first_fetch="40 calls, 75 MB",
    globs=("acl_anthology/*.xml", "acl_anthology/*.xml.gz"),
    columns=COLUMNS,
    read=read,
    rules=RULES,
    grain=("link",),
    expected=(
        expected_papers("acl_anthology", what="papers with authors of", where="authors <> ''"),
    ),
)
