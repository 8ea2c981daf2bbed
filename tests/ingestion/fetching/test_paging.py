"""The check of listings finds every way in which a listing can contradict itself."""

from __future__ import annotations

import pytest

from ingestion.fetching.paging import BrokenListingError, Paging


def test_a_listing_ends_without_a_next_page() -> None:
    paging = Paging("listing", "papers", start="first")
    paging.add(["a", "b"])
    assert paging.next("second") == "second"
    paging.add(["b", "c"])
    assert paging.next(None) is None
    assert paging.seen == {"a", "b", "c"}


@pytest.mark.parametrize("position", ["first", "second"])
def test_a_page_must_not_lead_back(position: str) -> None:
    paging = Paging("listing", "papers", start="first")
    paging.add(["a"])
    paging.next("second")
    paging.add(["b"])
    with pytest.raises(BrokenListingError, match="listing: a page leads back to an earlier one"):
        paging.next(position)


def test_a_resumed_listing_must_not_lead_back() -> None:
    paging = Paging("listing", "papers", start="first")
    paging.resume(["a"], "second")
    paging.add(["b"])
    with pytest.raises(BrokenListingError, match="leads back"):
        paging.next("second")


def test_a_listing_must_end_within_the_maximum_of_pages() -> None:
    paging = Paging("listing", "papers", start=0, max_pages=2)
    paging.add(["a"])
    paging.next(1)
    paging.add(["b"])
    with pytest.raises(BrokenListingError, match="does not end within 2 pages, after 2 papers"):
        paging.next(2)


def test_pages_without_a_new_record_are_limited() -> None:
    paging = Paging("listing", "papers", max_idle_pages=1)
    paging.add([])
    paging.add(["a"])
    paging.add([])
    paging.add(["b"])
    paging.add(["a"])
    with pytest.raises(BrokenListingError, match="without a new record: 2, after 2 papers"):
        paging.add(["b"])


def test_a_listing_must_not_end_early() -> None:
    paging = Paging("listing", "papers", max_shortage=0.1)
    paging.add(["a"], stated=2)
    assert not paging.is_complete
    with pytest.raises(BrokenListingError, match="it ends early, after 1 of 2 papers"):
        paging.next(None)


def test_a_small_shortage_may_be_allowed() -> None:
    paging = Paging("listing", "papers", stated=10, max_shortage=0.1)
    paging.add([str(n) for n in range(9)])
    assert paging.next(None) is None


def test_a_page_that_states_too_few_records_completes_nothing() -> None:
    paging = Paging("listing", "papers", stated=3)
    paging.add(["a"], stated=1)
    assert not paging.is_complete


def test_an_exact_number_must_not_change() -> None:
    paging = Paging("listing", "papers", is_exact=True)
    paging.add(["a"], stated=3)
    with pytest.raises(
        BrokenListingError, match="stated number of records changes to 4, after 1 of"
    ):
        paging.add(["b"], stated=4)


def test_an_exact_number_must_not_be_exceeded() -> None:
    paging = Paging("listing", "papers", is_exact=True)
    with pytest.raises(BrokenListingError, match="more records than it states, after 2 of 1"):
        paging.add(["a", "b"], stated=1)


@pytest.mark.parametrize("ids", [["b", "b"], ["a", "b"]])
def test_a_unique_record_must_not_appear_twice(ids: list[str]) -> None:
    paging = Paging("listing", "papers", is_unique=True)
    paging.add(["a"])
    with pytest.raises(BrokenListingError, match="a record appears twice"):
        paging.add(ids)
