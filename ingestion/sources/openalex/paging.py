"""Walk through the pages of a query, once each, and notice a list that is not what it says."""

from __future__ import annotations

from collections.abc import Callable

from ingestion.errors import IngestionError
from ingestion.sources.openalex.api import MAX_SHORTAGE, OpenAlexApi
from ingestion.sources.openalex.queries import Query
from ingestion.sources.openalex.resume import PageFile

FIRST = "*"
MOST_EMPTY_PAGES = 3


class BrokenListError(IngestionError):
    """A list that can't be trusted as a whole; what was fetched of it is thrown away."""


def walk(
    api: OpenAlexApi,
    query: Query,
    planned: int,
    fields: str,
    partial: PageFile,
    on_page: Callable[[], object],
) -> None:
    """Fetch what is missing of a query's pages; ``on_page`` is called after each.

    Raises BrokenListError on cursors that lead back, empty pages without end, or far fewer works
    than were ``planned``, or than any page says there are.
    """
    done = partial.pages_of(query)
    seen = {work for page in done for work in page.ids}
    cursors = {FIRST, *(page.cursor for page in done)}
    cursor = done[-1].cursor if done else FIRST
    count, empty = planned, 0
    while cursor is not None:
        received = api.works(query.filter, fields, cursor)
        ids = [work.id for work in received.page.results]
        seen.update(ids)
        empty = 0 if ids else empty + 1
        # A single page may say too few, and would end the list as if it were whole.
        count = max(count, received.page.meta.count)
        cursor = _next(received.page.meta.next_cursor, count, seen, cursors, empty, query)
        partial.add(query, cursor, ids, received.gzipped, received.unpacked)
        on_page()


def _next(
    cursor: str | None,
    count: int,
    seen: set[str],
    cursors: set[str | None],
    empty: int,
    query: Query,
) -> str | None:
    """The cursor to go on with; None where the list has ended as it should."""
    # The last page may carry a cursor, which would cost a call that gives nothing.
    if len(seen) >= count:
        return None
    if cursor is None:
        if count - len(seen) > MAX_SHORTAGE * count:
            raise BrokenListError(query.name, f"the list ends after {len(seen)} of {count} works")
        return None
    if cursor in cursors:
        raise BrokenListError(query.name, f"a cursor came back after {len(seen)} of {count} works")
    if empty > MOST_EMPTY_PAGES:
        raise BrokenListError(
            query.name, f"{empty} empty pages in a row after {len(seen)} of {count} works"
        )
    cursors.add(cursor)
    return cursor
