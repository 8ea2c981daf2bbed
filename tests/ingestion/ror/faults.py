"""Synthetic organisations, and responses of ROR's API and of the record of its dump."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from ingestion.sources.ror import fetch as changes
from tests.ingestion.fetching.file_faults import File

COUNT = "v2/organizations"
MAY, JUNE, NEXT = "2026-05-05", "2026-06-02", "2026-06-10"
SINCE = dt.date(2026, 6, 3)
Record = dict[str, Any]


def record(number: int, day: str, **differences: Any) -> Record:
    """Return a synthetic record of schema v2."""
    return {
        "id": f"https://ror.org/0{number:08}",
        "status": "active",
        "types": ["education"],
        "names": [{"value": f"Synthetic {number} {day}", "types": ["ror_display"], "lang": "en"}],
        "locations": [{"geonames_details": {"country_code": "SY"}}],
        "admin": {"last_modified": {"date": day, "schema_version": "2.1"}},
        **differences,
    }


DUMP = [record(n, JUNE if n % 2 else MAY) for n in range(60)]
CHANGED = [record(n, NEXT) for n in range(20, 64)] + [record(0, NEXT, status="withdrawn")]


def dump_files(records: Sequence[Record], url: str) -> dict[str, File]:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        name = zipfile.ZipInfo("v9-ror-data_schema_v2.json")
        archive.writestr(name, json.dumps(records))
    link = {"key": "ror-data.zip", "links": {"self": f"{url}/ror-data.zip"}}
    return {
        "record": File(json.dumps({"files": [link]}).encode(), "application/json"),
        "ror-data.zip": File(out.getvalue(), "application/zip"),
    }


def place(page: int, since: dt.date = SINCE) -> str:
    """Return path and query of a page."""
    return f"{COUNT}?{urlencode(changes.changes_query(since, page))}"


def body(items: Sequence[Record], total: int) -> bytes:
    """Return a response in the format of the API."""
    answer = {"number_of_results": total, "time_taken": 3, "items": items, "meta": {"types": []}}
    return json.dumps(answer).encode()


def api_files(changed: Sequence[Record], active: int, since: dt.date = SINCE) -> dict[str, File]:
    """Return the responses for the number of active organisations and for each page of changes."""
    pages = [changed[i : i + 20] for i in range(0, len(changed), 20)] or [[]]
    files = {COUNT: File(body([], active), "application/json")}
    for number, items in enumerate(pages, start=1):
        files[place(number, since)] = File(body(items, len(changed)), "application/json")
    return files
