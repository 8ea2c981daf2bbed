"""A single error states the first of many failures, and stays short enough to read."""

from __future__ import annotations

import pytest

from ingestion.errors import MAX_REASONS, Failures, IngestionError


@pytest.mark.parametrize(
    ("count", "more"),
    [(MAX_REASONS, ""), (MAX_REASONS + 40, "; and 40 further errors, which the log lists")],
)
def test_the_first_reasons_are_shown_and_all_are_logged(count: int, more: str) -> None:
    lines: list[str] = []
    failures = Failures("arxiv", lines.append)
    for number in range(count):
        failures.add(f"date range {number}")
    with pytest.raises(IngestionError) as caught:
        failures.raise_all()
    assert str(caught.value) == f"arxiv: date range 0; date range 1; date range 2{more}"
    assert len(lines) == count
