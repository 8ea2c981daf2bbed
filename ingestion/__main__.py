"""The command line of ingestion, ``python -m ingestion``: a subcommand for each task by hand."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ingestion.errors import IngestionError
from ingestion.landing.snapshots import snapshots, source_lock
from ingestion.landing.verification import verify
from ingestion.landing.withdrawal import withdraw
from ingestion.registry import SOURCES


def to_stderr(line: str) -> None:
    """Write a line of the log to the standard error stream."""
    print(line, file=sys.stderr)


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
    with source_lock(arguments.raw, source):
        folder = withdraw(arguments.raw, source, arguments.snapshot, arguments.reason)
    print(f"withdrawn: {arguments.snapshot}, kept in {folder}; the next run rebuilds its tables")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ingestion", description=__doc__)
    commands = parser.add_subparsers(required=True)
    verifying = commands.add_parser("verify", help="check every stored file against its hash")
    verifying.set_defaults(run=verify_stored)
    withdrawing = commands.add_parser("withdraw", help="take a snapshot out of use")
    withdrawing.add_argument("source", choices=SOURCES)
    withdrawing.add_argument("snapshot", help="name of its folder")
    withdrawing.add_argument("--reason", required=True, help="shown on the page on sources")
    withdrawing.set_defaults(run=withdraw_snapshot)
    for command in (verifying, withdrawing):
        command.add_argument("raw", type=Path, help="folder of the snapshots")
    return parser


def main() -> None:
    """Run one of the commands; an error ends with one line and status 1."""
    arguments = _parser().parse_args()
    try:
        arguments.run(arguments)
    except IngestionError as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
