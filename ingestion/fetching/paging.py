"""Check that a listing does not contradict itself while its pages are fetched.

A listing can lead back to an earlier page, end early, never end, repeat records, serve page after
page without a new record, or change the number of records that it states.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable
from dataclasses import dataclass, field
from typing import TypeVar

from ingestion.errors import IngestionError

P = TypeVar("P", bound=Hashable)


class BrokenListingError(IngestionError):
    """The listing contradicts itself, so none of its pages lands."""


@dataclass
class Paging:
    """The progress of one listing.

    ``listing`` names it in errors, ``records`` is the plural of what it lists. ``start`` is the
    position of its first page: a URL, cursor, token or offset. ``stated`` is the number of records
    that the publisher states. By default a later page may state more. If ``is_exact`` is true, this
    number must not change, and the listing must not exceed it. If ``is_unique`` is true, no record
    may appear twice. ``max_shortage`` is the share of the stated records that may be missing at the
    end.
    """

    listing: str
    records: str
    start: Hashable = None
    stated: int | None = None
    max_pages: float = math.inf
    max_idle_pages: float = 0
    max_shortage: float = 0.0
    is_exact: bool = False
    is_unique: bool = False
    seen: set[str] = field(default_factory=set)
    _pages: int = 0
    _idle_pages: int = 0
    _positions: set[Hashable] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._positions.add(self.start)

    @property
    def is_complete(self) -> bool:
        """Return whether as many records as stated were seen."""
        return self.stated is not None and len(self.seen) >= self.stated

    def resume(self, ids: Collection[str], position: Hashable) -> None:
        """Count a page that an earlier run has checked, and move to the position after it."""
        self.seen.update(ids)
        self._pages += 1
        self._positions.add(position)

    def add(self, ids: Collection[str], stated: int | None = None) -> None:
        """Count a page's records. Raises BrokenListingError."""
        self._check_stated(stated)
        new = set(ids) - self.seen
        if self.is_unique and len(new) < len(ids):
            raise self._broken("a record appears twice")
        self._idle_pages = 0 if new or not self._pages else self._idle_pages + 1
        self._pages += 1
        self.seen |= new
        if self._idle_pages > self.max_idle_pages:
            raise self._broken(f"pages in a row without a new record: {self._idle_pages}")
        if self.is_exact and self.stated is not None and len(self.seen) > self.stated:
            raise self._broken("it has more records than it states")

    def next(self, position: P | None) -> P | None:
        """Return the position of the next page, or None at the end of the listing.

        Raises BrokenListingError if the position was visited before, if the listing is too long,
        or if it ends before all stated records were seen.
        """
        if position is None:
            self.check_end()
            return None
        if position in self._positions:
            raise self._broken("a page leads back to an earlier one")
        if self._pages >= self.max_pages:
            raise self._broken(f"it does not end within {self.max_pages} pages")
        self._positions.add(position)
        return position

    def check_end(self) -> None:
        """Raise BrokenListingError if more records are missing than ``max_shortage`` allows."""
        stated = self.stated or 0
        if stated - len(self.seen) > self.max_shortage * stated:
            raise self._broken("it ends early")

    def _check_stated(self, stated: int | None) -> None:
        if stated is None:
            return
        if self.is_exact and self.stated not in (None, stated):
            raise self._broken(f"the stated number of records changes to {stated}")
        # If a single page states too few records, the listing would end as if it were complete.
        self.stated = max(self.stated or 0, stated)

    def _broken(self, reason: str) -> BrokenListingError:
        total = "" if self.stated is None else f" of {self.stated}"
        return BrokenListingError(
            self.listing, f"{reason}, after {len(self.seen)}{total} {self.records}"
        )
