"""Countries of affiliations, compared with the countries at the ends of the strings."""

from __future__ import annotations

import re

import duckdb
import pandas as pd
import pytest

# These last parts of a string can only mean a country. Georgia and Jordan are left out.
ENDINGS = {
    "AE": "uae|united arab emirates",
    "AR": "argentina",
    "AT": "austria",
    "AU": "australia",
    "BE": "belgium",
    "BR": "brazil|brasil",
    "CA": "canada",
    "CH": "switzerland",
    "CL": "chile",
    "CN": "china|pr china|p[.]? ?r[.]? china|prc",
    "CZ": "czech republic|czechia",
    "DE": "germany",
    "DK": "denmark",
    "ES": "spain",
    "FI": "finland",
    "FR": "france",
    "GB": "uk|united kingdom|england|scotland|wales",
    "GR": "greece",
    "HK": "hong kong|.*hong kong(?!.*(shenzhen|guangzhou)).*, ?china",
    "HU": "hungary",
    "IE": "ireland",
    "IL": "israel",
    "IN": "india",
    "IR": "iran",
    "IT": "italy",
    "JP": "japan",
    "KR": "south korea|korea|republic of korea",
    "MO": "macau|macao|.*maca[uo].*, ?china",
    "MX": "mexico",
    "NL": "netherlands|the netherlands",
    "NO": "norway",
    "PL": "poland",
    "PT": "portugal",
    "RO": "romania",
    "RU": "russia|russian federation",
    "SA": "saudi arabia",
    "SE": "sweden",
    "SG": "singapore",
    "SI": "slovenia",
    "TH": "thailand",
    "TR": "turkey|türkiye",
    "TW": "taiwan",
    "US": "usa|united states|united states of america",
    "VN": "vietnam|viet nam",
    "ZA": "south africa",
}
PATTERNS = {
    code: re.compile(f"(.*,)? *({names})[ .]*", re.DOTALL) for code, names in ENDINGS.items()
}


def stated_country(affiliation: str) -> str | None:
    """Return the code of the country at the end of a string; Hong Kong and Macao precede China."""
    text = affiliation.lower()
    row = [code for code, pattern in PATTERNS.items() if pattern.fullmatch(text)]
    return next((code for code in row if code != "CN"), next(iter(row), None))


@pytest.fixture(scope="module")
def stated(marts: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return strings that end in a country and whose country we know, with both countries."""
    strings = marts.execute(
        "select affiliation, mentions::integer as mentions, has_industry, country_code"
        " from intermediate.int_affiliations where mentions > 0 and country_code is not null"
    ).df()
    strings["stated"] = strings["affiliation"].map(stated_country)
    return strings[strings["stated"].notna()]


def agreement(strings: pd.DataFrame) -> float:
    """Return the share of mentions whose string states the same country as we do."""
    agreed = strings["country_code"] == strings["stated"]
    return float(strings.loc[agreed, "mentions"].sum() / strings["mentions"].sum())


def test_most_mentions_agree_with_the_country_that_they_state(stated: pd.DataFrame) -> None:
    """The shares are 0.939 and 0.988 of 18,604, because branches abroad count at the seat."""
    assert stated["mentions"].sum() > 18_000
    assert agreement(stated) > 0.935
    assert agreement(stated[~stated["has_industry"]]) > 0.985


@pytest.mark.parametrize("country", ["GR", "RU", "TW", "VN"])
def test_small_countries_are_not_taken_for_their_neighbours(
    stated: pd.DataFrame, country: str
) -> None:
    here = stated[(stated["stated"] == country) & ~stated["has_industry"]]
    assert here["mentions"].sum() >= 10
    assert agreement(here) >= 0.9


def test_each_mention_of_a_string_is_counted_once(marts: duckdb.DuckDBPyConnection) -> None:
    mentions = marts.execute("select sum(mentions) from intermediate.int_affiliations").fetchone()
    rows = marts.execute("select count(*) from intermediate.int_papers__affiliations").fetchone()
    assert mentions == rows
