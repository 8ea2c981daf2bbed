"""The page of the paper and of claims: each with its status, our number, and what is missing."""

from __future__ import annotations

import pytest

from reports.site.pages import claims
from tests.reports.edited import Edited

CASES = {
    "holds": (
        "against_n is not null and status = 'holds'",
        "; {k:,} of {n:,} against {against_k:,} of ",
    ),
    "no metric": ("metric is null", "None of our metrics measures it. A test would need: {needs}"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_claim_has_our_number_or_what_it_needs(record: Edited, case: str) -> None:
    where, text = CASES[case]
    record.edit(f"delete from marts.claim_status where not (is_latest and {where})")
    rows = claims.VIEW.context(record.marts, None)["claims"]  # type: ignore[arg-type]
    assert rows
    for row in rows:
        assert text.format(**row) in str(row["ours"])


def test_the_paper_stands_statement_by_statement(record: Edited) -> None:
    """Theirs, ours on the list of its day, ours now, and why; in the order of the paper."""
    rows = claims.VIEW.context(record.marts, None)["paper"].rows  # type: ignore[arg-type]
    statements = {str(row.cells[0]): row.cells for row in rows}
    assert len(statements) == 11
    assert all(row.cells[3] for row in rows)
    (hardware,) = (cells for name, cells in statements.items() if "hardware" in name)
    assert "times" in str(hardware[2])
    (compute,) = (cells for name, cells in statements.items() if "use more compute" in name)
    assert "n = 69" in str(compute[1])
