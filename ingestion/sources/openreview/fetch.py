"""Refresh the due lists, each in one file that lands only if it is complete.

A list of a thousand papers takes one call, and the longest list takes a few. A later run restarts
an unfinished list.
"""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from ingestion.errors import IngestionError, RateLimitSpentError
from ingestion.fetching.credentials import OPENREVIEW_PASSWORD, OPENREVIEW_USERNAME, credential
from ingestion.fetching.paging import Paging
from ingestion.fetching.request import Fetcher, RefreshRequest, RefreshRun
from ingestion.fetching.schedule import DueLists
from ingestion.fetching.selection import nothing_selected
from ingestion.landing.files import SourceFile, fetched_file
from ingestion.landing.schema import Source
from ingestion.sources.openreview.api import (
    CALLS_AN_HOUR,
    PER_PAGE,
    Account,
    Author,
    Note,
    NotesPage,
    OpenReviewApi,
    Text,
    Texts,
)
from ingestion.sources.openreview.selection import AcceptedPapers, paper_lists

ENDING = ".jsonl.gz"
EVERYONE = "everyone"
MAX_PAGES = 100
# A single refused list may be closed to the account. Several in a row mean that the account has no
# access.
MAX_REFUSALS = 3


def fetch(
    source: Source, raw: Path, inbox: Path, request: RefreshRequest, run: RefreshRun
) -> Generator[SourceFile]:
    """Refresh the lists that are due, with the account from the environment if it is set.

    Raises SourceOffError if no venue is selected, IngestionError if half of an account is set.
    """
    today = _today()
    lists = paper_lists(today.year)
    if not lists:
        raise nothing_selected(source.name)
    account = _account(source)
    due = DueLists(source, raw, lists, request, today, ENDING, run.log)
    if not due.lists:
        return
    run.log(source.notice)
    with OpenReviewApi(account) as api:
        run.log(describe(due.lists, api))
        yield from _fetch_due(api, source, inbox, due, run)


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


def _account(source: Source) -> Account:
    values = {name: credential(name) for name in (OPENREVIEW_USERNAME, OPENREVIEW_PASSWORD)}
    missing = [name for name, value in values.items() if not value]
    if len(missing) == 1:
        raise IngestionError(
            source.name, f"{missing[0]} is not set; set both variables of the account, or none"
        )
    return Account(*values.values())


def _fetch_due(
    api: OpenReviewApi,
    source: Source,
    inbox: Path,
    due: DueLists[AcceptedPapers],
    run: RefreshRun,
) -> Iterator[SourceFile]:
    """Fetch the due lists; lists that were never fetched come first.

    If the rate limit is spent, the run pauses. After ``MAX_REFUSALS`` refusals in a row,
    RefusedError is raised. A list without notes is logged, and is an error only if the list had
    notes before.
    """

    def fetch_list(paper_list: AcceptedPapers) -> SourceFile | None:
        file = _fetch_list(api, source, paper_list, inbox, run)
        if file is None and due.stored(paper_list):
            raise IngestionError("listing", "no note is left that everyone may read")
        return file

    try:
        if api.account:
            api.login()
        yield from due.files(fetch_list, run, MAX_REFUSALS)
    except RateLimitSpentError as error:
        run.pause(f"{error}; a later run fetches the missing lists")
    finally:
        run.calls = api.calls


def describe(lists: Sequence[AcceptedPapers], api: OpenReviewApi) -> str:
    """Return the plan as text: the calls that it needs, and the calls that are allowed."""
    return (
        f"plan: a call for each {PER_PAGE:,} notes of {len(lists)} lists, at least {len(lists)},"
        f" {'with an' if api.account else 'without'} account; {CALLS_AN_HOUR:,} calls an hour are"
        " allowed"
    )


def _fetch_list(
    api: OpenReviewApi, source: Source, paper_list: AcceptedPapers, inbox: Path, run: RefreshRun
) -> SourceFile | None:
    """Return the list as a file in its own folder; None if no note is open to everyone."""
    folder = inbox / paper_list.name
    folder.mkdir()
    path = folder / f"{paper_list.name}{ENDING}"
    kept, received = _write(api, paper_list, path)
    hidden = f", {received - kept} not open to everyone" if received > kept else ""
    run.log(f"{paper_list.name}: {received:,} notes{hidden}")
    if not kept:
        return None
    url = f"{source.homepage}/group?id={paper_list.venueid}"
    return fetched_file(source, path, url, has_own_folder=True)


def _write(api: OpenReviewApi, paper_list: AcceptedPapers, path: Path) -> tuple[int, int]:
    """Write each page as a line; return the numbers of kept and of received notes."""
    kept = received = 0
    # The time in the gzip header is fixed, so that equal pages give equal bytes.
    with path.open("wb") as file, gzip.GzipFile("", "wb", mtime=0, fileobj=file) as out:
        for number, page in enumerate(_pages(api, paper_list), start=1):
            notes = [public(note) for note in page.notes if EVERYONE in note.readers]
            line = {
                "venue": paper_list.venue,
                "year": paper_list.year,
                "page": number,
                "notes": notes,
            }
            out.write(msgspec.json.encode(line) + b"\n")
            kept, received = kept + len(notes), received + len(page.notes)
    return kept, received


def _pages(api: OpenReviewApi, paper_list: AcceptedPapers) -> Iterator[NotesPage]:
    """Yield every page of a list. Raises IngestionError if it moves or contradicts itself."""
    paging = Paging("listing", "notes", start=0, max_pages=MAX_PAGES, is_exact=True, is_unique=True)
    page = api.page(paper_list.venueid, 0)
    while True:
        _check_venue(page, paper_list)
        ids = [note.id for note in page.notes]
        paging.add(ids, stated=page.count)
        yield page
        offset = len(paging.seen)
        if paging.is_complete or paging.next(offset if ids else None) is None:
            return
        page = _next_page(api, paper_list, offset, ids[-1])


def _next_page(
    api: OpenReviewApi, paper_list: AcceptedPapers, offset: int, last_id: str
) -> NotesPage:
    """Return the page after the last note. It starts with that note, to detect moved notes."""
    page = api.page(paper_list.venueid, offset - 1)
    if page.notes and page.notes[0].id != last_id:
        raise IngestionError("listing", f"its notes moved after {offset} of {page.count}")
    return msgspec.structs.replace(page, notes=page.notes[1:])


def _check_venue(page: NotesPage, paper_list: AcceptedPapers) -> None:
    venueids = {str(note.content.venueid.value) for note in page.notes} - {paper_list.venueid}
    if venueids:
        raise IngestionError(
            "listing", f"a note belongs to {min(venueids)[:80]!r}, not to {paper_list.venueid!r}"
        )


def public(note: Note) -> dict[str, Any]:
    """Return the part of a note that is kept: the fields that everyone may read."""
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
    return [author.fullname if isinstance(author, Author) else author for author in field.value]


FETCHERS = (Fetcher(fetch),)
