"""Ask each publisher for small things, and say what is wrong.

The output names versions and settings but no key, so it can be part of a report of a fault.
"""

from __future__ import annotations

import datetime as dt
import platform
import sys
import tempfile
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from ingestion import RECORD
from ingestion.credentials import credential, user_agent
from ingestion.errors import ForbiddenError, IngestionError, SourceOffError
from ingestion.http import Client
from ingestion.landing.files import date_of
from ingestion.landing.schema import Source
from ingestion.landing.snapshots import connect
from ingestion.refresh import land_directory, refresh
from ingestion.registry import SOURCES, fetching
from ingestion.run import Probe, RefreshRun
from ingestion.state import record_answer

# Seconds to connect, to wait for the next bytes, and for a source. There is no retry.
TIMEOUT, SECONDS = (5.0, 15.0), 120.0


class Finding(NamedTuple):
    """A row of the table; ``answer`` is ``ok``, ``off``, ``forbidden`` or ``fault``."""

    source: str
    answer: str
    newest: str = ""
    key: str = ""
    first_fetch: str = ""
    note: str = ""


def check(source: Source) -> Finding:
    """Ask a publisher for small things: small files, or one of each site or account."""
    if not source.first_fetch:
        return Finding(source.name, "ok", note="reads files")
    days = [""]
    notes = set[str]()
    answer = "ok"
    with Client(1, TIMEOUT, source.pause, SECONDS) as client:
        try:
            for ask in getattr(fetching(source), "probe", _probe)(client, source):
                try:
                    days.append(ask()[:10])
                except IngestionError as error:
                    is_forbidden = isinstance(error, ForbiddenError) and answer != "fault"
                    answer = "forbidden" if is_forbidden else "fault"
                    notes.add(str(error))
        except (SourceOffError, IngestionError) as error:
            answer, notes = "off" if error.state == "off" else "fault", {str(error)}
        except Exception as error:  # noqa: BLE001 - its message may contain a key
            answer, notes = "fault", {f"unforeseen {type(error).__name__}"}
    key = "" if not source.key else "not set" if not credential(source.key) else "set"
    # A publisher refuses a key that is not valid.
    key = "valid" if key == "set" and answer == "ok" else key
    return Finding(
        source.name, answer, max(days), key, source.first_fetch, "; ".join(sorted(notes))
    )


def _probe(client: Client, source: Source) -> Iterator[Probe]:
    """Refresh a source with small files beside the record, which finds what a first run finds."""

    def ask() -> str:
        with tempfile.TemporaryDirectory() as folder, connect() as connection:
            land_directory(connection, RefreshRun(source, Path(folder), lambda _: None), RECORD)
            run = RefreshRun(source, Path(folder), lambda _: None)
            run.client = client
            refresh(connection, run)
            newest = run.newest().values()
        if run.state == "off":
            raise SourceOffError(run.reason)
        if run.state != "complete":
            kind = ForbiddenError if run.state == "forbidden" else IngestionError
            raise kind(source.name, run.reason.removeprefix(f"{source.name}: "))
        return max(str(date_of(one.last_modified) or "") for one in newest)

    yield ask


def show(raw: Path, names: Collection[str]) -> None:
    """Print a row for each source of the names as it answers, and store which publishers answered.

    Exit with 1 if one has a fault. That a robots.txt forbids a request is none.
    """
    libraries = ", ".join(f"{name} {version(name)}" for name in ("duckdb", "requests", "urllib3"))
    print(f"{user_agent()}, Python {platform.python_version()}, {libraries}, {platform.platform()}")
    print(f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC\n")
    print(_line(*(name.replace("_", " ") for name in Finding._fields)))
    faults = 0
    with ThreadPoolExecutor(len(names)) as executor:
        for done in as_completed([executor.submit(check, SOURCES[name]) for name in names]):
            finding = done.result()
            print(_line(*finding), flush=True)
            faults += finding.answer == "fault"
            if finding.answer == "ok" and finding.first_fetch:
                record_answer(raw, SOURCES[finding.source])
    sys.exit(f"\n{faults} of {len(names)} sources have a fault" if faults else 0)


def _line(*cells: str) -> str:
    """Align a row, whose texts are not known before the last source has answered."""
    return "{:13}  {:9}  {:10}  {:7}  {:30}  {}".format(*cells).rstrip()
