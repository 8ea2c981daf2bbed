"""The page of claims: each with its status, our number, its rule, and what is missing."""

from __future__ import annotations

import pytest

from reports.site.pages import claims
from tests.reports.edited import Edited

CASES = {
    "holds": (
        "against_n is not null and status = 'holds'",
        "; {k:,} of {n:,} against {against_k:,} of ",
    ),
    "no value": ("value is null and metric is not null", "A test would need: {needs}"),
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
        assert str(row["rule"]).startswith(f"{row['quantity']}: holds ")
