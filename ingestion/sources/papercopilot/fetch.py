"""Fetch the paper lists of the selected venues from one archive of their repository."""

from __future__ import annotations

import shutil
import tarfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path, PurePosixPath

from ingestion.credentials import PAPERCOPILOT_SWITCH, credential
from ingestion.errors import IngestionError, SourceOffError
from ingestion.http import MAX_JSON_BYTES, Client
from ingestion.landing.files import Download, fetched_file
from ingestion.landing.packed import GZIP_ERRORS
from ingestion.landing.schema import Source
from ingestion.landing.snapshots import snapshots
from ingestion.run import FetchFile, Probe, RefreshRun
from ingestion.sources.papercopilot.source import SOURCE, VENUE_YEAR
from ingestion.state import state_of
from ingestion.venues import venues

ARCHIVE = "https://codeload.github.com/papercopilot/paperlists/tar.gz/refs/heads/main"


def fetch(run: RefreshRun) -> Iterator[FetchFile]:
    """Fetch the archive if it has changed. Raises SourceOffError unless the source is on."""
    _check_switch()
    run.log(f"{PAPERCOPILOT_SWITCH} is on: {run.source.notice}")
    # A refresh that failed may have lists of its archive that are not stored.
    is_whole = not run.is_full and state_of(run.raw, run.source).state == "complete"
    history = snapshots(run.raw, run.source)
    newest = max(history, key=lambda snapshot: snapshot.retrieved_at, default=None)
    tags = Download(newest.etag, None) if newest and is_whole else None
    archive = run.inbox / "paperlists.tar.gz"
    received = run.client.download(ARCHIVE, archive, tags)
    if received is None:
        return
    for path in _lists(archive, run.inbox):
        yield partial(fetched_file, run.source, path, ARCHIVE, received)


def probe(client: Client, source: Source) -> Iterator[Probe]:
    """Ask for the start of the archive."""
    _check_switch()
    yield lambda: client.start_of(ARCHIVE)[1]


def _check_switch() -> None:
    if credential(PAPERCOPILOT_SWITCH).lower() != "yes":
        raise SourceOffError(f"{SOURCE.notice}; set {PAPERCOPILOT_SWITCH}=yes to fetch them")


def _lists(archive: Path, inbox: Path) -> Iterator[Path]:
    """Unpack the lists of the selected venues; each is deleted before the next one."""
    try:
        with tarfile.open(archive, "r|*") as members:
            for member in filter(_is_wanted, members):
                if member.size > MAX_JSON_BYTES:
                    raise IngestionError(member.name, f"larger than {MAX_JSON_BYTES} bytes")
                path = inbox / PurePosixPath(member.name).name
                with members.extractfile(member) as content, path.open("wb") as out:  # type: ignore[union-attr] # a regular file has content
                    shutil.copyfileobj(content, out)
                yield path
                path.unlink()
    except (tarfile.TarError, *GZIP_ERRORS) as error:
        raise IngestionError(ARCHIVE, f"not a readable archive: {error}") from error


def _is_wanted(member: tarfile.TarInfo) -> bool:
    path = PurePosixPath(member.name)
    match = VENUE_YEAR.match(path.name)
    return (
        match is not None
        and match["venue"] == path.parent.name
        and match["venue"] in venues(SOURCE.name)
        and member.isfile()
    )
