"""``python -m ingestion.openalex``: refresh, backfill, sweep, snapshot and bench by hand."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from ingestion.errors import IngestionError, SourceOffError
from ingestion.http import Client
from ingestion.landing import connect, prepare
from ingestion.live import Run, Wanted
from ingestion.openalex.api import Api
from ingestion.openalex.bench import bench
from ingestion.openalex.fetch import SOURCES_FOUND, api_key
from ingestion.openalex.queries import rows, sources_found
from ingestion.openalex.snapshot import ENDINGS, land_snapshot
from ingestion.openalex.sweep import sweep
from ingestion.refresh import refresh
from ingestion.sources.openalex import SOURCE


def years(text: str) -> Sequence[int]:
    """``2020`` or ``2015-2020``. Raises ValueError on anything else."""
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def fetch_works(arguments: argparse.Namespace) -> None:
    """Refresh the works of the years that are due, or of all with ``--full``."""
    run = Run(_say)
    with connect() as connection:
        wanted = Wanted(arguments.years, arguments.full)
        for landing in refresh(connection, SOURCE, arguments.raw, wanted, run):
            works = landing.snapshot.rows if landing.snapshot else 0
            print(f"{landing.status:>7} {works:>7} works  {landing.file}")
    if run.state == "degraded":
        sys.exit(1)


def sweep_works(arguments: argparse.Namespace) -> None:
    """Ask for held works again and print what changed silently."""
    with connect() as connection, Api(api_key()) as api:
        print(sweep(connection, api, SOURCE, arguments.raw, arguments.calls))


def land_release(arguments: argparse.Namespace) -> None:
    """Land the newest quarterly release, which takes hours and hundreds of GB of traffic."""
    known = sources_found(rows(), arguments.raw / SOURCE.name / SOURCES_FOUND)
    with connect() as connection, Client() as client:
        prepare(connection, arguments.raw, SOURCE)
        landing = land_snapshot(
            connection, client, SOURCE, arguments.raw, known, _say, form=arguments.format
        )
    print(f"{landing.status}: {landing.snapshot.rows if landing.snapshot else 0} works")


def bench_client(arguments: argparse.Namespace) -> None:
    """Print the throughput beside that of a bare loop."""
    delay = arguments.delay_ms / 1000
    print(bench(arguments.pages, SOURCE, delay=delay, times=arguments.times))


def _say(line: str) -> None:
    print(line, file=sys.stderr)


def main() -> None:
    """Run one of the commands."""
    parser = argparse.ArgumentParser(prog="python -m ingestion.openalex", description=__doc__)
    commands = parser.add_subparsers(required=True)
    fetch = commands.add_parser("fetch", help="refresh the works that are due")
    fetch.add_argument("raw", type=Path, help="folder that snapshots are landed in")
    fetch.add_argument("--years", type=years, help="publication years, as 2020 or 2015-2020")
    fetch.add_argument("--full", action="store_true", help="fetch what is held, too")
    fetch.set_defaults(run=fetch_works)
    again = commands.add_parser("sweep", help="count silent changes of held works")
    again.add_argument("raw", type=Path, help="folder that snapshots are landed in")
    again.add_argument("--calls", type=int, default=100, help="at most, of 100 works each")
    again.set_defaults(run=sweep_works)
    release = commands.add_parser("snapshot", help="land the quarterly snapshot, part by part")
    release.add_argument("raw", type=Path, help="folder that snapshots are landed in")
    release.add_argument("--format", choices=ENDINGS, default="jsonl", help="of its parts")
    release.set_defaults(run=land_release)
    timed = commands.add_parser("bench", help="throughput beside a bare loop of requests.get")
    timed.add_argument("pages", type=Path, help="folder of recorded pages of the works endpoint")
    timed.add_argument("--delay-ms", type=float, default=0.0, help="time the server takes to think")
    timed.add_argument("--times", type=int, default=3, help="runs of each, of which the median")
    timed.set_defaults(run=bench_client)
    arguments = parser.parse_args()
    try:
        arguments.run(arguments)
    except SourceOffError as error:
        sys.exit(f"off: {error}")
    except IngestionError as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
