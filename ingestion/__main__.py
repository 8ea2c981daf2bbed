"""The command line of ingestion, ``python -m ingestion``: a subcommand for each task by hand."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from ingestion.errors import IngestionError, SourceOffError
from ingestion.landing.lock import source_lock
from ingestion.landing.snapshots import connect, snapshots
from ingestion.landing.verification import verify
from ingestion.landing.withdrawal import withdraw
from ingestion.refresh import refresh
from ingestion.registry import SOURCES
from ingestion.request import RefreshRequest, RefreshRun


def to_stderr(line: str) -> None:
    """Write a line of the log to the standard error stream."""
    print(line, file=sys.stderr)


def years(text: str) -> Sequence[int]:
    """``2020`` or ``2015-2020``. Raises ValueError on anything else."""
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def refresh_source(arguments: argparse.Namespace) -> None:
    """Fetch and land the due files of a source; exit with 1 if the refresh is degraded."""
    run = RefreshRun(to_stderr)
    request = RefreshRequest(arguments.years, arguments.full)
    with connect() as connection:
        for landing in refresh(connection, SOURCES[arguments.source], arguments.raw, request, run):
            rows = landing.snapshot.rows if landing.snapshot else 0
            print(f"{landing.status:>7} {rows:>7} rows  {landing.file}")
    if run.state == "degraded":
        sys.exit(1)


def verify_stored(arguments: argparse.Namespace) -> None:
    """Check the hashes of all stored files; exit with 1 if one was altered or is unreadable."""
    altered = 0
    for source in SOURCES.values():
        try:
            errors = list(verify(arguments.raw, source))
            print(f"{len(snapshots(arguments.raw, source)):>7} snapshots  {source.name}")
        except IngestionError as error:
            errors = [error]
        for line in errors:
            to_stderr(f"error: {line}")
        altered += len(errors)
    if altered:
        sys.exit(f"error: {altered} stored files differ from their manifests")


def withdraw_snapshot(arguments: argparse.Namespace) -> None:
    """Take a snapshot out of use. The next run rebuilds the tables that read it."""
    source = SOURCES[arguments.source]
    with source_lock(arguments.raw, source.name, to_stderr):
        folder = withdraw(arguments.raw, source, arguments.snapshot, arguments.reason)
    print(f"withdrawn: {arguments.snapshot}, kept in {folder}; the next run rebuilds its tables")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ingestion", description=__doc__)
    commands = parser.add_subparsers(required=True)
    refreshing = commands.add_parser("refresh", help="fetch and land the due files of a source")
    refreshing.add_argument("source", choices=SOURCES)
    refreshing.add_argument("--years", type=years, help="publication years, as 2020 or 2015-2020")
    refreshing.add_argument("--full", action="store_true", help="also fetch files that are not due")
    refreshing.set_defaults(run=refresh_source)
    verifying = commands.add_parser("verify", help="check every stored file against its hash")
    verifying.set_defaults(run=verify_stored)
    withdrawing = commands.add_parser("withdraw", help="take a snapshot out of use")
    withdrawing.add_argument("source", choices=SOURCES)
    withdrawing.add_argument("snapshot", help="name of its folder")
    withdrawing.add_argument("--reason", required=True, help="shown on the page on sources")
    withdrawing.set_defaults(run=withdraw_snapshot)
    for command in (refreshing, verifying, withdrawing):
        command.add_argument("raw", type=Path, help="folder of the snapshots")
    return parser


def main() -> None:
    """Run one of the commands; an error ends with one line and status 1."""
    arguments = _parser().parse_args()
    try:
        arguments.run(arguments)
    except SourceOffError as error:
        sys.exit(f"off: {error}")
    except IngestionError as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
