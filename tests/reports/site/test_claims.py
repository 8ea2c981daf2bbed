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


@pytest.mark.parametrize(
    ("since", "earlier", "text"),
    [
        ("2026-08-19", "not decided", "since the list of 19 August 2026; not decided before"),
        ("2026-08-19", None, "on the list of 19 August 2026"),
        ("2023-03-03", None, "on every list since 3 March 2023"),
    ],
)
def test_a_status_says_since_when_it_stands(
    record: Edited, since: str, earlier: str | None, text: str
) -> None:
    record.edit(
        "update marts.claim_status set status_since = ?, earlier_status = ?, vintage = '2026-08-19'"
        " where is_latest",
        [since, earlier],
    )
    context = claims.VIEW.context(record.marts, None)  # type: ignore[arg-type]
    assert {str(row["since"]) for row in context["claims"]} == {text}
    ((n,),) = record.connection.execute(
        "select count(distinct claim) from marts.claim_status where is_latest"
    ).fetchall()
    assert str(context["counts"]).startswith(f"Of {n} published claims, ")
