"""Read the editions of the selected venues from the archive, or from a clone of its repository."""

from __future__ import annotations

import re
import shutil
import tarfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

import msgspec

from ingestion.credentials import OPENREVIEW_SWITCH, credential
from ingestion.errors import IngestionError, SourceOffError
from ingestion.http import MAX_JSON_BYTES, Client
from ingestion.landing.csv_file import write_csv
from ingestion.landing.files import Download, fetched_file
from ingestion.landing.packed import GZIP_ERRORS
from ingestion.landing.papers import TRACK_WORDS
from ingestion.landing.schema import Source
from ingestion.landing.snapshots import snapshots
from ingestion.run import FetchFile, Probe, RefreshRun
from ingestion.sources.openreview.source import HEADINGS, SOURCE
from ingestion.state import state_of
from ingestion.venues import venues

ARCHIVE = "https://codeload.github.com/papercopilot/openreview/tar.gz/refs/heads/main"
VENUE_YEAR = re.compile(r"(?P<venue>[a-z0-9_-]*[a-z])(?P<year>20[0-9]{2})\.jsonl")
Row = dict[str, str]


class Paper(msgspec.Struct):
    """A line of ``venues/<venue>/<venue><year>.jsonl`` or, with its authors only, ``authors/``."""

    id: str
    title: str = ""
    track: str = ""
    status: str = ""
    abstract: str = ""
    keywords: str = ""
    author: str = ""
    aff: str = ""
    position: str = ""
    site: str = ""


def fetch(run: RefreshRun) -> Iterator[FetchFile]:
    """Write a list of each edition. Raises SourceOffError unless the source is on."""
    place = _place()
    run.log(f"{OPENREVIEW_SWITCH} is on: {run.source.notice}")
    received = Download()
    if place == "yes":
        history = snapshots(run.raw, run.source)
        newest = max(history, key=lambda snapshot: snapshot.retrieved_at, default=None)
        is_whole = not run.is_full and state_of(run.raw, run.source).state == "complete"
        tags = Download(newest.etag, None) if newest and is_whole else None
        archive = run.inbox / "openreview.tar.gz"
        answer = run.client.download(ARCHIVE, archive, tags)
        if answer is None:
            return
        received, clone = answer, run.inbox / "clone"
        unpack(archive, clone)
    else:
        clone = Path(place)
    for authors in sorted(clone.glob("authors/*/*.jsonl")):
        papers = clone / "venues" / authors.relative_to(clone / "authors")
        if _is_wanted(authors.name) and papers.is_file():
            path = run.inbox / f"{authors.stem}.csv"
            write_csv(path, HEADINGS, joined(authors, papers))
            yield partial(fetched_file, run.source, path, ARCHIVE, received)


def probe(client: Client, source: Source) -> Iterator[Probe]:
    """Ask for the start of the archive."""
    if _place() == "yes":
        yield lambda: client.start_of(ARCHIVE)[1]


def _place() -> str:
    """Return ``yes``, or the folder of a clone."""
    place = credential(OPENREVIEW_SWITCH)
    if not place:
        raise SourceOffError(f"{SOURCE.notice}; set {OPENREVIEW_SWITCH}=yes, or to a clone of it")
    if place.lower() == "yes":
        return "yes"
    if not (Path(place) / "authors").is_dir():
        raise IngestionError(place, f"{OPENREVIEW_SWITCH} must be yes, or a clone with authors/")
    return place


def _is_wanted(name: str) -> bool:
    match = VENUE_YEAR.fullmatch(name)
    return match is not None and match["venue"] in venues("papercopilot")


def unpack(archive: Path, clone: Path) -> None:
    """Unpack the files of the selected venues. Raises IngestionError if the archive is cut."""
    try:
        with tarfile.open(archive, "r|*") as members:
            for member in members:
                _, _, name = member.name.partition("/")
                path = PurePosixPath(name)
                is_edition = len(path.parts) == 3 and path.parts[0] in ("authors", "venues")
                if is_edition and member.isfile() and _is_wanted(path.name):
                    place = clone.joinpath(*path.parts)
                    place.parent.mkdir(parents=True, exist_ok=True)
                    with members.extractfile(member) as content, place.open("wb") as out:  # type: ignore[union-attr] # a regular file has content
                        shutil.copyfileobj(content, out)
    except (tarfile.TarError, *GZIP_ERRORS) as error:
        raise IngestionError(ARCHIVE, f"not a readable archive: {error}") from error


def joined(authors: Path, papers: Path) -> Iterator[Row]:
    """Yield the papers of an edition with the profiles of their authors."""
    match = VENUE_YEAR.fullmatch(authors.name)
    if match is None:
        raise IngestionError(authors.name, "the name must be a venue and a year: nips2024.jsonl")
    profiles = {one.id: one for one in _lines(authors)}
    for paper in _lines(papers):
        own = profiles.get(paper.id, paper)
        named = f"{paper.status} {paper.track}".lower()
        tracks = (track for track, words in TRACK_WORDS.items() if re.search(words, named))
        yield {
            "title": paper.title,
            "venue": match["venue"],
            "year": match["year"],
            "authors": ";".join("-" for _ in own.author.split(";")) if own.author else "",
            "affiliations": own.aff,
            "link": paper.site,
            "status": paper.status,
            "abstract": paper.abstract,
            "keywords": paper.keywords,
            "track": next(tracks, "main"),
            "affiliations_are": "profile" if own.aff.strip(";") else "",
            "positions": own.position,
        }


def _lines(path: Path) -> Iterator[Paper]:
    """Yield the lines of a file. Raises IngestionError if one is no record, or the file is huge."""
    if path.stat().st_size > MAX_JSON_BYTES:
        raise IngestionError(path.name, f"larger than {MAX_JSON_BYTES} bytes")
    with path.open("rb") as lines:
        yield from _decoded(path, lines)


def _decoded(path: Path, lines: IO[bytes]) -> Iterator[Paper]:
    decoder = msgspec.json.Decoder(Paper)
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield decoder.decode(line)
            except msgspec.DecodeError as error:
                raise IngestionError(path.name, f"not a record: {error}", row=number) from None
