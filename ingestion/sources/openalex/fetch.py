"""Fetch the OpenAlex works of the papers on stored lists, by DOI, one file a year of the lists.

https://developers.openalex.org. OpenAlex adds citations by year, institutions and topics.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import Any

import msgspec

from ingestion.credentials import OPENALEX_KEY, credential
from ingestion.errors import IngestionError, LongWaitError, SourceOffError
from ingestion.http import Client, JsonAnswer
from ingestion.landing.files import SourceFile, fetched_file
from ingestion.landing.schema import Source, match_columns, parquet
from ingestion.landing.snapshots import connect
from ingestion.run import FetchFile, Probe, RefreshRun
from ingestion.sources.openalex.source import FIELDS

API = "https://api.openalex.org/works"
# A filter takes at most this number of values, and a page has at most this number of works.
MOST = 100
# https://developers.openalex.org/api-reference/authentication
KEYLESS = 1_000
# With fewer works than this share of the DOIs, papers of a year came onto the lists since.
MOST_KNOWN = 0.9
KNOWN = "10.18653/v1/n19-1423"
# A comma or a bar would end a value of the filter.
DOIS = r"""
select year, list(distinct doi order by doi)
from (
    select year, regexp_replace(lower(trim(doi)), '^https?://(dx\.)?doi\.org/', '') as doi
    from {papers}
)
where year is not null and regexp_full_match(doi, '10\.[0-9]{{4,9}}/[^\s,|]+')
group by year
order by year desc
"""


class Meta(msgspec.Struct):
    """The header of a page: the number of works that the filter matches."""

    count: int


class Page(msgspec.Struct):
    """A page of works. The reader checks their fields."""

    meta: Meta
    results: list[msgspec.Raw]

    def __post_init__(self) -> None:
        # The server stops its search after 5 seconds, and sends the works that it has by then.
        if len(self.results) < min(self.meta.count, MOST):
            raise ValueError(f"the page has {len(self.results)} of {self.meta.count} works")


def fetch(run: RefreshRun) -> Iterator[FetchFile]:
    """Fetch every year that is due, the newest first. Raises SourceOffError without a DOI.

    Without a key, it plans the calls of the day first: the years beyond them wait.
    """
    dois_by_year = listed_dois(run.raw)
    if not dois_by_year:
        raise SourceOffError("no stored list of papers has a DOI")
    due = {
        year: dois
        for year, dois in dois_by_year.items()
        if run.is_due(f"works-{year}.jsonl.gz", year, least=round(MOST_KNOWN * len(dois)))
    }
    calls = {year: -(-len(dois) // MOST) for year, dois in due.items()}
    spent = dict(zip(calls, accumulate(calls.values()), strict=True))
    later = [year for year in due if spent[year] > KEYLESS and not credential(OPENALEX_KEY)]
    for year in [one for one in due if one not in later]:
        yield partial(_fetch_year, run, year, due[year])
    if later:
        yield partial(_wait, sum(calls[year] for year in later), later)


def _wait(calls: int, years: Sequence[int]) -> None:
    """Leave years to another day. Raises LongWaitError."""
    named = ", ".join(map(str, years))
    rule = (
        f"without a key it answers {KEYLESS:,} calls a day, and a free one gives ten times as many"
    )
    raise LongWaitError("OpenAlex", f"{calls:,} calls for {named} wait: {rule} ({OPENALEX_KEY})")


def probe(client: Client, source: Source) -> Iterator[Probe]:
    """Ask for one work, which has the columns."""
    yield partial(_probe, client)


def _probe(client: Client) -> str:
    answer = _works(client, [KNOWN])
    if not answer.value.results:
        raise IngestionError("OpenAlex", f"it has no work with the DOI {KNOWN}")
    work = msgspec.json.decode(answer.value.results[0], type=dict[str, Any])
    match_columns("a work", FIELDS, list(work))
    return str(work["updated_date"])


def listed_dois(raw: Path) -> dict[int, list[str]]:
    """Return the DOIs of all stored lists of papers by year, the newest year first."""
    tables = sorted(raw.glob("*/*/papers.parquet"))
    with connect() as connection:
        query = DOIS.format(papers=parquet(tables))
        return dict(connection.execute(query).fetchall()) if tables else {}


def _fetch_year(run: RefreshRun, year: int, dois: Sequence[str]) -> SourceFile | None:
    """Write all pages of a year into one file, one page a line; None for a year without works.

    Raises IngestionError if OpenAlex has none of a hundred works, which is no state of a list.
    """
    path, works = run.inbox / f"works-{year}.jsonl.gz", 0
    # The time in the gzip header is fixed, so that equal pages give equal bytes.
    with path.open("wb") as file, gzip.GzipFile("", "wb", mtime=0, fileobj=file) as out:
        for start in range(0, len(dois), MOST):
            answer = _works(run.client, dois[start : start + MOST])
            run.cost_usd += float(answer.headers.get("X-RateLimit-Cost-USD", 0))
            works += len(answer.value.results)
            out.write(answer.body + b"\n")
    if not works and len(dois) >= MOST:
        raise IngestionError(run.source.name, f"it has none of the {len(dois)} works of {year}")
    return fetched_file(run.source, path, API) if works else None


def _works(client: Client, dois: Sequence[str]) -> JsonAnswer[Page]:
    """Ask for the works with these DOIs, without front matter and other paratext.

    Without a key, OpenAlex answers fewer lists a day.
    """
    params = {
        "filter": f"doi:{'|'.join(dois)},is_paratext:false",
        "select": ",".join(column.aliases[0] for column in FIELDS),
        "per_page": str(MOST),
    }
    if key := credential(OPENALEX_KEY):
        params["api_key"] = key
    return client.get_json(API, Page, params=params)
