"""The command line of ingestion, ``python -m ingestion``: a subcommand for each task by hand."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from dataclasses import asdict
from pathlib import Path

from ingestion.errors import IngestionError
from ingestion.landing.set_aside import update_set_aside
from ingestion.landing.snapshots import WITHDRAWN, connect, snapshots, source_lock, verify
from ingestion.registry import SOURCES


def verify_stored(arguments: argparse.Namespace) -> None:
    """Check the hashes of all stored files; exit with 1 if one is altered, or if there is none."""
    altered = stored = 0
    for source in SOURCES.values():
        try:
            errors = list(verify(arguments.raw, source))
            number = len(snapshots(arguments.raw, source))
            stored += number
            print(f"{number:>7} snapshots  {source.name}")
        except IngestionError as error:
            errors = [error]
        for line in errors:
            print(f"error: {line}", file=sys.stderr)
        altered += len(errors)
    if altered:
        sys.exit(f"error: {altered} stored files differ from their manifests")
    if not stored:
        sys.exit(f"error: {arguments.raw} has no snapshots: name a folder such as raw/record")


def withdraw_snapshot(arguments: argparse.Namespace) -> None:
    """Take a snapshot out of use, and keep it with a reason. Its bytes are never stored again.

    The next run rebuilds the tables that read it.
    """
    source, name = SOURCES[arguments.source], arguments.snapshot
    folder = arguments.raw / source.name
    with source_lock(arguments.raw, source):
        by_id = {snapshot.snapshot_id: snapshot for snapshot in snapshots(arguments.raw, source)}
        if not arguments.reason.strip():
            raise IngestionError(name, "a withdrawal needs a reason")
        if name not in by_id:
            names = ", ".join(by_id) or "none"
            raise IngestionError(name, f"{source.name} has no such snapshot; stored: {names}")
        record = {
            **asdict(by_id[name]),
            "reason": arguments.reason.strip(),
            "withdrawn_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        }
        text = json.dumps(record, indent=1, ensure_ascii=False) + "\n"
        # The rename comes last, so a killed command leaves the snapshot in use.
        (folder / name / "withdrawn.json").write_text(text, encoding="utf-8")
        (folder / name).replace(folder / WITHDRAWN / name)
        with connect() as connection:
            update_set_aside(connection, arguments.raw, source)
    print(f"withdrawn: {name}, kept in {folder / WITHDRAWN}; the next run rebuilds its tables")


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
