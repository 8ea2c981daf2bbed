"""Refresh the lists that are due, each into one file that lands whole or not at all.

A list of a thousand papers is one call, and the longest takes a few: what a run has not finished is
thrown away and asked for anew by a later one.
"""

from __future__ import annotations

import datetime as dt
import gzip
import os
import sys
from collections.abc import Container, Generator, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
from tqdm import tqdm

from ingestion.errors import IngestionError, RefusedError, SourceOffError
from ingestion.fetching.rate_limit import RateLimitSpentError
from ingestion.fetching.request import Fetcher, RefreshRequest, RefreshRun
from ingestion.fetching.schedule import ASKED, FetchLog, FetchResult, chosen
from ingestion.landing.files import SourceFile
from ingestion.landing.schema import Source
from ingestion.landing.snapshots import newest_by_file, sha256, snapshots
from ingestion.sources.openreview.api import (
    CALLS_AN_HOUR,
    PASSWORD,
    PER_PAGE,
    USERNAME,
    Account,
    Api,
    Author,
    Note,
    Page,
    Text,
    Texts,
)
from ingestion.sources.openreview.selection import Listing, listings

ENDING = ".jsonl.gz"
EVERYONE = "everyone"
MOST_PAGES = 100
# One list may be closed to an account; a few in a row mean that it, or its token, is not let in.
MOST_REFUSALS = 3


def fetch(
    source: Source, raw: Path, inbox: Path, wanted: RefreshRequest, run: RefreshRun
) -> Generator[SourceFile]:
    """Refresh the lists that are due, with an account of the environment if there is one.

    Raises SourceOffError where no venue is on, IngestionError where half of an account is given.
    """
    today = dt.datetime.now(dt.UTC).date()
    known = listings(today.year)
    if not known:
        raise SourceOffError("venues.csv has no venue that is on")
    given = {name: os.environ.get(name, "").strip() for name in (USERNAME, PASSWORD)}
    missing = [name for name, value in given.items() if not value]
    if len(missing) == 1:
        raise IngestionError(source.name, f"{missing[0]} is not set, and goes with the other one")
    with Api(Account(*given.values())) as api:
        yield from fetch_with(api, source, raw, inbox, wanted, run, chosen(known, wanted), today)


def fetch_with(
    api: Api,
    source: Source,
    raw: Path,
    inbox: Path,
    wanted: RefreshRequest,
    run: RefreshRun,
    known: Sequence[Listing],
    today: dt.date,
) -> Generator[SourceFile]:
    """Refresh some lists where they are due, those that were never asked for first.

    A window of calls that is spent for long pauses the run, and ``MOST_REFUSALS`` in a row end it
    with RefusedError. A list that is amiss does not stop the others: they come first, then
    IngestionError is raised for it. A list without any note is said, and is no error unless it
    had some.
    """
    memory = FetchLog(raw / source.name / ASKED)
    newest = newest_by_file(snapshots(raw, source))
    late = memory.due(known, lambda one: newest.get(_name(source, one)), today, wanted)
    if not late:
        return
    if wanted.full:
        memory.forget(late)
    run.say(source.notice)
    run.say(describe(late, api))
    try:
        if api.account:
            api.login()
        yield from _files(api, source, late, newest, inbox, run, memory, today)
    except RateLimitSpentError as error:
        run.pause(f"{error}; a later run goes on with the lists that are missing")
    finally:
        run.calls = api.calls


def _files(
    api: Api,
    source: Source,
    late: Sequence[Listing],
    held: Container[str],
    inbox: Path,
    run: RefreshRun,
    memory: FetchLog,
    today: dt.date,
) -> Iterator[SourceFile]:
    broken, refusals = [], 0
    for one in tqdm(late, desc=source.name, unit="list", disable=not sys.stderr.isatty()):
        answer, file = FetchResult(today), None
        try:
            file = _fetch(api, source, one, inbox, run)
            if file is None and _name(source, one) in held:
                raise IngestionError("its list", "no note is left that everyone may read")
            refusals = 0
        except RateLimitSpentError:
            raise
        except IngestionError as error:
            run.say(f"{one.name}: {error}")
            broken.append(f"{one.name}: {error}")
            answer.is_good = False
            refusals = refusals + 1 if isinstance(error, RefusedError) else 0
            if refusals == MOST_REFUSALS:
                memory.note(one, answer)
                raise
        if file is not None:
            answer.to_land = sha256(file.path)
            yield file
        memory.note(one, answer)
    if broken:
        raise IngestionError(source.name, "; ".join(broken))


def describe(late: Sequence[Listing], api: Api) -> str:
    """The plan in words: calls against what an hour has."""
    return (
        f"plan: a call for each {PER_PAGE:,} notes of {len(late)} lists, {len(late)} at least,"
        f" {'with an' if api.account else 'without'} account; an hour has {CALLS_AN_HOUR:,}"
    )


def _name(source: Source, one: Listing) -> str:
    return f"{source.name}/{one.name}{ENDING}"


def _fetch(
    api: Api, source: Source, one: Listing, inbox: Path, run: RefreshRun
) -> SourceFile | None:
    """The file in a folder of its own; None where nobody may read any note."""
    folder = inbox / one.name
    folder.mkdir()
    path = folder / f"{one.name}{ENDING}"
    kept, received = _write(api, one, path)
    hidden = f", {received - kept} not for everyone to read" if received > kept else ""
    run.say(f"{one.name}: {received:,} notes{hidden}")
    return _described(source, one, path) if kept else None


def _write(api: Api, one: Listing, path: Path) -> tuple[int, int]:
    """Write each page as a line; how many notes were kept, and received."""
    kept = received = 0
    with path.open("wb") as file, gzip.GzipFile("", "wb", mtime=0, fileobj=file) as out:
        for number, page in enumerate(walk(api, one), start=1):
            notes = [public(note) for note in page.notes if EVERYONE in note.readers]
            line = {"venue": one.venue, "year": one.year, "page": number, "notes": notes}
            out.write(msgspec.json.encode(line) + b"\n")
            kept, received = kept + len(notes), received + len(page.notes)
    return kept, received


def walk(api: Api, one: Listing) -> Iterator[Page]:
    """Every page of a list, whose notes are together as many as each page says there are.

    Raises IngestionError on pages that end early, come again or never end, on a number that moves
    while they are fetched, and on notes of another venue.
    """
    seen: set[str] = set()
    page = api.page(one.venueid, 0)
    stated = page.count
    for _ in range(MOST_PAGES):
        _check(page, one, stated, seen)
        yield page
        if len(seen) == stated:
            return
        page = _next_page(api, one, len(seen), page.notes[-1].id)
    raise IngestionError("its list", f"it does not end within {MOST_PAGES} pages")


def _next_page(api: Api, one: Listing, seen: int, last: str) -> Page:
    """What follows the last note: that one is asked for, too, and tells whether places moved."""
    page = api.page(one.venueid, seen - 1)
    if page.notes and page.notes[0].id != last:
        raise IngestionError("its list", f"its notes have moved after {seen} of {page.count}")
    return msgspec.structs.replace(page, notes=page.notes[1:])


def _check(page: Page, one: Listing, stated: int, seen: set[str]) -> None:
    """Add a page's notes to those that were seen, unless something is wrong with them."""
    ids = [note.id for note in page.notes]
    new = set(ids) - seen
    place = "its list"
    strangers = [note for note in page.notes if note.content.venueid.value != one.venueid]
    if strangers:
        found = str(strangers[0].content.venueid.value)
        raise IngestionError(place, f"holds a note of {found[:80]!r}, not of {one.venueid!r}")
    if page.count != stated:
        raise IngestionError(place, f"it had {stated} notes and has {page.count} a page later")
    if len(new) < len(ids):
        raise IngestionError(place, f"a note comes twice after {len(seen)} of {stated}")
    if not ids and len(seen) < stated:
        raise IngestionError(place, f"it ends after {len(seen)} of {stated} notes")
    if len(seen) + len(ids) > stated:
        raise IngestionError(place, f"it has more notes than the {stated} that it states")
    seen |= new


def public(note: Note) -> dict[str, Any]:
    """What is kept of a note: no more than everyone may read."""
    content = note.content
    return {
        "id": note.id,
        "forum": note.forum,
        "number": note.number,
        "cdate": note.cdate,
        "tcdate": note.tcdate,
        "pdate": note.pdate,
        "venueid": content.venueid.value,
        "venue": _text(content.venue),
        "title": _text(content.title),
        "authors": _texts(content.authors),
        "keywords": _texts(content.keywords),
    }


def _is_public(field: Text | Texts) -> bool:
    return field.readers is None or EVERYONE in field.readers


def _text(field: Text) -> str | None:
    return field.value if _is_public(field) else None


def _texts(field: Texts) -> list[str] | None:
    if field.value is None or not _is_public(field):
        return None
    return [one.fullname if isinstance(one, Author) else one for one in field.value]


def _described(source: Source, one: Listing, path: Path) -> SourceFile:
    retrieved_at = dt.datetime.now(dt.UTC)
    return SourceFile(
        path=path,
        name=_name(source, one),
        url=f"{source.homepage}/group?id={one.venueid}",
        licence=source.licence,
        vintage=retrieved_at.date(),
        vintage_rule="retrieval",
        publisher=source.publisher,
        citation=source.citation,
        retrieved_at=retrieved_at,
        fetched_into=path.parent,
    )


FETCHERS = (Fetcher(fetch),)
