"""The page of claims: each with its status, our number, its rule, and what is missing."""

from __future__ import annotations

import re

from tests.reports.conftest import Published


def test_each_claim_has_its_status_number_and_rule(published: Published) -> None:
    """The older status of a claim is not a row of its own."""
    page = (published.folder / "claims.html").read_text(encoding="utf-8")
    rows = dict(re.findall(r'<tr id="claim-(\w+)">(.*?)</tr>', page, re.S))
    cells = {
        claim: [re.sub("<[^>]+>", "", cell) for cell in re.findall("<td.*?</td>", row)]
        for claim, row in rows.items()
    }
    date = "Written on 1 January 2026."
    metric = "Who trains notable models"
    rule = f"{metric}. Our share: holds above 50%. {date}"
    now = "on the list of 26 January 2026"
    missing = "It needs: A list."
    assert cells == {
        "fell": [
            "Holds, since the list of 26 January 2026, before that: not decided",
            "\u221254.8 percentage points (\u221268.1 to \u221239.6); 22 of 155 against 29 of 42",
            f"{metric}. Our share: holds below zero. {date}",
        ],
        "most": [
            "Contradicted, on every list since 3 March 2023",
            "30.0% (20.0\u201342.0%); 18 of 60",
            rule,
        ],
        "few": [f"Not decided, {now}", f"Too few cases. {missing}", rule],
        "no_row": [f"Cannot be tested, {now}", f"No list gives it. {missing}", rule],
        "no_metric": ["Cannot be tested", f"None of our metrics measures it. {missing}", ""],
    }
    assert all('href="https://example.org/a"' in row for row in rows.values())
    (lead,) = re.findall(r'<p class="lead">(.*?)</p>', page)
    assert re.findall(r">(\d+)</data>", lead) == ["5", "1", "1", "1", "2"]
