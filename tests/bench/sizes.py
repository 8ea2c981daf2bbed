"""``make bench``: measure the pipeline's stages and hand-written peers on synthetic works.

Each stage is a process of its own. The operating system counts CPU and peak memory of the process
and its children; the peak is that of the largest process. If the tables of a peer differ from those
of the pipeline, the command fails and writes nothing. The rows go into ``sizes.csv``, where they
replace rows of the same number of works, and into the page on capacity.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, fields
from importlib.metadata import version
from pathlib import Path

import msgspec

from orchestration.dbt.build_state import descendants
from orchestration.dbt.manifest import ensure_manifest
from orchestration.settings import DBT_PROJECT, LIVE_SOURCES, ROOT, Settings, dbt_executable

RESULTS = Path(__file__).with_name("sizes.csv")
SIZES = (10_000, 100_000)
PEERS = ("duckdb", "polars", "pandas")
LIBRARIES = ("duckdb", "dbt-core", "polars", "pandas")
PREFIX = "model.compute_divide."
# The tables that the peers compute, and the table of labels that the peers are given.
TARGETS = (
    "int_papers__teams",
    "topic_teams",
    "int_paper_shares",
    "int_adoption_shares",
    "int_collaboration",
)
LABELS = "int_affiliations"
# This small table measures the time that dbt takes to start.
SMALL = "int_periods"


@dataclass(frozen=True)
class Row:
    """The cost of a stage for a number of works, and where it was measured."""

    works: int
    repeat: int
    stage: str
    wall_s: float
    cpu_s: float
    peak_mib: float
    day: str
    machine: str
    versions: str
    commit: str
    note: str


@dataclass(frozen=True)
class Cost:
    """Wall seconds, CPU seconds and peak memory in MiB."""

    wall_s: float
    cpu_s: float
    peak_mib: float


class Bench:
    """Measures the stages of one number of works in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = Settings(folder / "home", LIVE_SOURCES)
        self.costs: dict[str, Cost] = {}

    def run(self, *command: str | Path, stage: str = "") -> None:
        """Run a command and store its wall seconds, CPU seconds and peak, if it is a stage.

        Raises CalledProcessError with the end of its output if it fails.
        """
        environment = {**os.environ, **self.settings.dbt_environment()}
        log = self.folder / "output.log"
        folder = DBT_PROJECT if command[0] == dbt_executable() else ROOT
        start = time.perf_counter()
        with log.open("w+", encoding="utf-8") as output:
            process = subprocess.Popen(
                list(map(str, command)), cwd=folder, env=environment, stdout=output, stderr=output
            )
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - start
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            error = subprocess.CalledProcessError(process.returncode, process.args)
            error.add_note(log.read_text(encoding="utf-8")[-2000:])
            raise error
        if stage:
            cost = Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
            self.costs[stage] = cost
            print(
                f"{stage:<14}{cost.wall_s:9.1f}{cost.cpu_s:9.1f}{cost.peak_mib:11.0f}", flush=True
            )

    def module(self, name: str, *arguments: str | Path, stage: str = "") -> None:
        """Run a module of Python."""
        self.run(sys.executable, "-m", name, *arguments, stage=stage)

    def dbt(self, command: str, *arguments: str, stage: str = "") -> None:
        """Run dbt."""
        quiet = ("--profiles-dir", ".", "--quiet")
        self.run(dbt_executable(), command, *quiet, *arguments, stage=stage)

    def measure(self, works: int) -> None:
        """Measure all stages."""
        raw, warehouse = self.settings.raw, self.settings.warehouse
        self.module("tests.bench.works", str(works), self.settings.home)
        for folder in (warehouse.parent, self.settings.dbt_target):
            folder.mkdir(parents=True, exist_ok=True)
        self.measure_landing(raw)
        self.measure_dbt()
        given = self.folder / "given"
        self.module("tests.bench.peers.given", warehouse, given)
        for peer in PEERS:
            out = self.folder / peer
            out.mkdir()
            self.module(f"tests.bench.peers.in_{peer}", raw, given, out, stage=peer)
            self.module("tests.bench.peers.equal", warehouse, out)

    def measure_landing(self, raw: Path) -> None:
        """Measure the landing of the same works as pages, and a bare COPY of these pages."""
        pages, landed = self.folder / "pages", self.folder / "landed"
        self.module("tests.bench.pages", raw, pages)
        self.module("ingestion", "land", "openalex", pages, landed, stage="landing")
        self.module(
            "tests.bench.peers.bare_copy", pages, self.folder / "copy.parquet", stage="bare COPY"
        )
        # The pages are as large as the works themselves, so they are deleted.
        for done in (pages, landed):
            shutil.rmtree(done)

    def measure_dbt(self) -> None:
        """Measure a build by layers, and the models that the peers' tables need."""
        manifest = json.loads(ensure_manifest(self.settings).read_text(encoding="utf-8"))
        data = ("--exclude-resource-type", "test", "unit_test")
        self.dbt("seed", stage="seeds")
        self.dbt("build", *data, "--select", "path:models/staging", stage="staging")
        self.dbt("build", *data, "--select", "path:models/intermediate", stage="intermediate")
        layers = ("path:models/marts", "path:snapshots")
        self.dbt("build", *data, "--select", *layers, stage="marts")
        self.dbt("test", "--exclude-resource-type", "unit_test", stage="tests")
        self.dbt("run", "--select", SMALL, stage="start of dbt")
        needed = needed_models(manifest["parent_map"])
        self.dbt("run", "--full-refresh", "--select", *needed, stage="transform")


def needed_models(parents: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the models that the peers' tables need, without those that only label strings."""
    targets = [PREFIX + name for name in TARGETS]
    edges = {node: found for node, found in parents.items() if node != PREFIX + LABELS}
    found = descendants(edges, targets) | set(targets)
    models = {node.removeprefix(PREFIX) for node in found if node.startswith(PREFIX)}
    return sorted(models - {LABELS})


def measured_on() -> dict[str, str]:
    """Return the day, the machine, the versions and the commit of a measurement."""
    git = ["git", "describe", "--always", "--dirty", "--abbrev=12"]
    commit = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=False)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return {
        "day": dt.datetime.now(dt.UTC).date().isoformat(),
        "machine": f"{os.cpu_count()} cores of {platform.machine()}, {memory:.0f} GiB",
        "versions": f"Python {platform.python_version()}, {libraries}",
        "commit": commit.stdout.strip() or "unknown",
    }


def read_rows(path: Path) -> list[Row]:
    """Read stored rows; none if there is no file."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return msgspec.convert(list(csv.DictReader(stream)), list[Row], strict=False)


def store(path: Path, new: Sequence[Row]) -> None:
    """Write rows in place of stored ones of the same number of works."""
    sizes = {row.works for row in new}
    kept = [row for row in read_rows(path) if row.works not in sizes]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, [f.name for f in fields(Row)], lineterminator="\n")
        writer.writeheader()
        # Sizes are in order, and stages stay in the order of their run.
        writer.writerows(map(asdict, sorted([*kept, *new], key=lambda row: row.works)))


def main() -> None:
    """Measure from the command line, store the rows, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.sizes", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--works", type=int, nargs="+", default=SIZES, help="numbers of works")
    parser.add_argument("--repeat", type=int, default=1, help="runs of each number of works")
    parser.add_argument("--note", default="", help="stated on the page, such as: a busy machine")
    arguments = parser.parse_args()
    place = measured_on() | {"note": arguments.note}
    for works in arguments.works:
        rows = []
        for repeat in range(1, arguments.repeat + 1):
            print(f"\n{works} synthetic works, run {repeat}")
            print(f"{'stage':<14}{'wall, s':>9}{'CPU, s':>9}{'peak, MiB':>11}")
            with tempfile.TemporaryDirectory() as folder:
                bench = Bench(Path(folder))
                bench.measure(works)
            rows += [
                Row(works, repeat, stage, *(round(c, 3) for c in astuple(cost)), **place)
                for stage, cost in bench.costs.items()
            ]
        store(RESULTS, rows)
    # A separate process starts it, because the peak of a child includes the memory of its parent.
    subprocess.run([sys.executable, "-m", "tests.bench.capacity"], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
