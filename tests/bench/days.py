"""``python -m tests.bench.days HOME``: sizes after 400 days with a refresh a day, as a table.

Sizes of a publication, of a run's history and of a snapshot are those of a finished home. Days are
synthetic: files have these sizes and no content. The code of ``make prune`` decides
what is deleted. Stored files grow by one snapshot of each source whenever it is due, as if
every refresh found a change, so they are an upper bound.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import dagster as dg

from ingestion.registry import SOURCES
from orchestration.cli.prune import Old, delete, old_publications, old_runs

DAYS, SHOWN = 400, (1, 30, 100, 200, 400)
RUNS, PUBLICATIONS = 60, 3  # the numbers that .github/workflows/refresh.yml keeps
FIRST = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def size(path: Path) -> int:
    """Return the bytes of a file, or of all files of a folder; a link has none."""
    if path.is_symlink():
        return 0
    if path.is_dir():
        return sum(size(one) for one in path.iterdir())
    return path.stat().st_size


@dataclass(frozen=True)
class Sizes:
    """Bytes of one publication, of the history of one run, and of a snapshot by source."""

    publication: int
    run: int
    snapshots: dict[str, int]

    def landed(self, day: int) -> int:
        """Return the bytes that land on a day, if a source is due every ``refresh_days``."""
        return sum(
            of_source
            for name, of_source in self.snapshots.items()
            if day % SOURCES[name].refresh_days == 0
        )


def measured(home: Path) -> Sizes:
    """Measure a finished home with one run and one publication."""
    (publication,) = (path for path in (home / "published").glob("[0-9]*") if path.is_dir())
    histories = [*(home / "dagster" / "history").rglob("*.db")]
    snapshots = {}
    for name in SOURCES:
        stored = [path.parent for path in (home / "raw").glob(f"*/{name}/[!._]*/manifest.json")]
        if stored:
            snapshots[name] = max(map(size, stored))
    return Sizes(size(publication), sum(map(size, histories)), snapshots)


def reserve(path: Path, number: int) -> None:
    """Make a file of a size that takes no space."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.truncate(number)


def simulate(sizes: Sizes, home: Path, days: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield for each day the bytes of stored files, of publications and of history."""
    published = home / "published"
    (home / "dagster").mkdir()
    raw = sum(sizes.snapshots.values())
    with dg.DagsterInstance.local_temp(str(home / "dagster")) as instance:
        history = Path(instance.root_directory) / "history" / "runs"
        for day in range(1, days + 1):
            name = f"{FIRST + dt.timedelta(days=day):%Y%m%dT%H%M%SZ}"
            reserve(published / name / "site", sizes.publication)
            (published / name / "manifest.json").write_text(json.dumps({"sources": "live"}))
            run = str(uuid.uuid4())
            instance.add_run(
                dg.DagsterRun("refresh", run_id=run, status=dg.DagsterRunStatus.SUCCESS)
            )
            reserve(history / f"{run}.db", sizes.run)
            raw += sizes.landed(day)
            old = Old(old_publications(published, PUBLICATIONS), old_runs(instance, RUNS))
            delete(instance, old)
            yield day, raw, size(published), size(history)


def table(home: Path) -> Iterator[str]:
    """Yield the lines of a table in Markdown, with the sizes of a finished home."""
    sizes = measured(home)
    snapshots = ", ".join(f"{name} {one / 1e6:.1f} MB" for name, one in sizes.snapshots.items())
    yield (
        f"Measured on {dt.datetime.now(dt.UTC):%Y-%m-%d}, {os.cpu_count()} cores, Python"
        f" {platform.python_version()}. A publication has {sizes.publication / 1e6:.0f} MB, the"
        f" history of a run {sizes.run / 1e6:.1f} MB. Sources with a measured snapshot:"
        f" {snapshots}.\n"
    )
    yield "| day | stored files, MB | publications, MB | history, MB | without pruning, MB |"
    yield "| --- | --- | --- | --- | --- |"
    with tempfile.TemporaryDirectory() as folder:
        for day, raw, published, history in simulate(sizes, Path(folder), DAYS):
            if day in SHOWN:
                kept = raw + day * (sizes.publication + sizes.run)
                cells = (raw, published, history, kept)
                yield f"| {day} | {' | '.join(f'{one / 1e6:,.0f}' for one in cells)} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.days", description=__doc__)
    parser.add_argument("home", type=Path, help="a home with one run and one publication")
    for line in table(parser.parse_args().home):
        print(line)


if __name__ == "__main__":
    main()
