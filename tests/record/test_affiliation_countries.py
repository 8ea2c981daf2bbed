"""Countries of affiliations, compared with the countries at the ends of the strings."""

from __future__ import annotations

import csv
import re

import pandas as pd
import pytest

from orchestration.run.settings import DBT_PROJECT
from tests.record.warehouse import Warehouse

NAMES = DBT_PROJECT / "seeds" / "models" / "country_name.csv"
# Names at the end of a string, beside those of the table. Georgia is a state too, Jordan a name.
ENDINGS = {
    "AE": ["uae"],
    "BR": ["brasil"],
    "CN": ["pr china", "p[.]? ?r[.]? china", "prc"],
    "GB": ["uk", "england", "scotland", "wales"],
    "HK": [".*hong kong(?!.*(shenzhen|guangzhou)).*, ?china"],
    "KR": ["korea", "republic of korea"],
    "MO": ["macau", ".*maca[uo].*, ?china"],
    "NL": ["the netherlands"],
    "TR": ["türkiye"],
    "US": ["usa"],
}


def patterns() -> dict[str, re.Pattern[str]]:
    """Return a pattern of the ends of strings for each country."""
    with NAMES.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["country_code"] not in ("", "GE", "JO")]
    names = {row["country_code"]: ENDINGS.get(row["country_code"], []) for row in rows}
    for row in rows:
        names[row["country_code"]].append(re.escape(row["country"].lower()))
    return {
        code: re.compile(f"(.*,)? *({'|'.join(of)})[ .]*", re.DOTALL) for code, of in names.items()
    }


PATTERNS = patterns()


def stated_country(affiliation: str) -> str | None:
    """Return the code of the country at the end of a string; Hong Kong and Macao precede China."""
    text = affiliation.lower()
    row = [code for code, pattern in PATTERNS.items() if pattern.fullmatch(text)]
    return next((code for code in row if code != "CN"), next(iter(row), None))


@pytest.fixture(scope="module")
def stated(marts: Warehouse) -> pd.DataFrame:
    """Return strings that end in a country and whose country we know, with both countries."""
    strings = marts.frame(
        "select affiliation, count(*) as mentions, has_industry, country_code"
        " from intermediate.int_mentions"
        " where affiliation is not null and country_code is not null group by all"
    )
    strings["stated"] = strings["affiliation"].map(stated_country)
    return strings[strings["stated"].notna()]


def agreement(strings: pd.DataFrame) -> float:
    """Return the share of mentions whose string states the same country as we do."""
    agreed = strings["country_code"] == strings["stated"]
    return float(strings.loc[agreed, "mentions"].sum() / strings["mentions"].sum())


def test_most_mentions_agree_with_the_country_that_they_state(stated: pd.DataFrame) -> None:
    """The shares are 0.938 and 0.987 of 18,619, because branches abroad count at the seat."""
    assert stated["mentions"].sum() > 18_000
    assert agreement(stated) > 0.935
    assert agreement(stated[~stated["has_industry"]]) > 0.985
