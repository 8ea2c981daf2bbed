"""``python -m tests.bench.faults RESULTS PAGE``: break runs in every known way, and write a page.

Every scenario ends with a run that is left alone. Its publication must equal that of a run that was
never disturbed, file by file, except the files that state a day or a time. A reader checks the
publication all the time. Each result is one more line of RESULTS, from which the page is written,
so that the page states what was done in all runs of this program. Root can mount small disks, and
``faketime`` moves the clock of a run; without them, their scenarios are left out.
"""

from __future__ import annotations

import argparse
import contextlib
import copy
import csv
import datetime as dt
import functools
import hashlib
import itertools
import json
import os
import platform
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import psutil

from ingestion.landing.files import MANIFEST
from ingestion.registry import SOURCES
from orchestration.settings import SAMPLE
from orchestration.unchanged import code_version
from tests import processes
from tests.bench import days, fuzz, staged
from tests.bench.replay import NEW_MODELS, Publishers, without_last_rows
from tests.builders import ROOT, run_environment
from tests.ingestion.bad_input.cases import CASES
from tests.ingestion.servers import serving

READ_SECONDS = 0.1
# A file that is read with the manifest each time; reading all would take the cores from the runs.
SAMPLED = 3
# They state the day or the time, or compare with an earlier publication.
DATED_SUFFIXES = (".html", ".xml", ".cff")
DATED = ("published.json", "changes.json", "manifest.json", "publication.json")
# Live runs state when they fetched each file. The database of the marts has these times, and the
# name of a release is a hash of it, so that only texts are compared, without both.
TEXTS = (".csv", ".json", ".jsonld", ".md", ".sql", ".svg", ".tex")
# They have hashes of files that are not compared then.
CATALOGUES = ("croissant.json", "datapackage.json", "dcat.jsonld")
# A home keeps what an older release recorded: how it labelled, and which columns it knew.
RECORDED = ("data/column_drift.csv", "data/label_revision.csv")
# It counts the requests of the last run, which asks for nothing that a killed one has landed.
SOURCE_STATE, REQUESTS = "data/source_state.csv", "calls"
TIMES = re.compile(rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[0-9.:+Z]*")
# Files that exist while a run lands, builds and draws. The disk is full from then on.
STAGES = {
    "landing": "raw/sample/epoch",
    "building": "warehouse/sample.duckdb",
    "drawing": "published/.publishing-*/figures/*.png",
}
SMALL_DISK, DISK = "20m", "1g"
# The day of the newest list of models, and that of an older one without its last rows.
DAYS = ("2026-11-24", "2026-05-01")
OLDER = f"{DAYS[1]}_notable_ai_models.csv"
HOME_NAME = "a home \u00fc \u6570 (1)"
FIRST_KILL = 0.2
# The length of each stage, until one was measured: in seconds of the processor, or of the clock.
FIRST_GUESS = dict(zip(staged.STAGES, (5.0, 5.0, 20.0, 2.0, 12.0, 2.0), strict=True))
POLL_SECONDS = 0.05
BYTES_OF_MEMORY = 900_000_000
CLOCKS = ("+400d", "-400d")
REVIEWED = ROOT / "tests/orchestration/__snapshots__/test_graph/test_the_graph_is_as_reviewed.json"
PAGE = """\
# Faults that runs survive

`python -m tests.bench.faults` wrote this page on {day} with code `{code}`, on {machine} and Python
{python}. The sources are the embedded sample and synthetic tables. Other programs ran on the
machine, so that seconds are upper limits.

- {faults:,} faults, {kills:,} of them kills of whole runs at random points. After each round, a run
  that was left alone published its files, which are compared with those of an undisturbed run.
  Differences in {rounds} rounds: {differences}. The section "What runs printed" names them.
- A reader checked the publication {reads:,} times meanwhile. Partial or wrong ones: {partial}.
- {inputs} hostile and broken inputs of {sources} sources are tried in each test run
  (`tests/ingestion/bad_input`). Each is refused, or its row is set aside.
- {fuzzed}
- {assets} assets can be materialized alone. A test plans each
  (`tests/orchestration/test_select.py`), and a sample of them runs
  (`tests/integration/test_refresh.py`).
- A run without news takes {no_news} s.

Files that state a day, the search index and the list of changes are not compared. After live runs
and with an older home, texts are compared without times, the name of the release, hashes, and the
number of requests of the last run.
A kill is SIGKILL to a run and all processes that it started. A live run asks a server on loopback,
which serves the sample. A run that had ended before its kill is not counted.

A round kills several runs in one home, one after another, and leaves the last run alone. For each
kill, the bench draws a stage, all with the same chance, and then a random share of the longest such
stage so far. The share is one of CPU seconds; of requests where a live run lands
files; and of wall-clock seconds where a run publishes. If a stage is shorter than that,
the run is killed as the next stage begins, and this is counted as a kill of the next stage. A run
continues with the files and tables that an earlier one finished. So the kills of a round are sorted
by their stage, and a stage that is finished cannot be hit again. {unstaged} earlier kills have no
known stage: their points were drawn from all seconds of a run.

{stages}

Publishing begins when all files are written. It flushes them to the disk, moves the link `latest`,
and records the run.

| scenario | faults | rounds | differences | seconds | code |
| --- | --: | --: | --: | --: | --- |
{rows}

## What runs printed

```
{messages}
```

## Sizes over 400 days

{sizes}"""


@dataclass
class Result:
    """The faults of a scenario, what differed after them, and what the runs printed.

    ``kills`` are those faults that killed a whole run, and ``stages`` counts them by its stage.
    ``facts`` are further texts of the page.
    """

    scenario: str
    faults: int = 0
    kills: int = 0
    found: str = ""
    differences: int = 0
    seconds: float = 0.0
    reads: int = 0
    partial: list[str] = field(default_factory=list)
    code: str = ""
    stages: dict[str, int] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)


@dataclass
class Reader:
    """Reads ``latest`` of a home again and again: all that its manifest lists must be there."""

    reads: int = 0
    partial: list[str] = field(default_factory=list)

    @contextlib.contextmanager
    def watching(self, home: Path) -> Iterator[None]:
        """Read while the body runs."""
        ended = threading.Event()
        thread = threading.Thread(target=self._read_until, args=(home / "published", ended))
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def _read_until(self, published: Path, ended: threading.Event) -> None:
        chance, is_published = random.Random(0), False
        while not ended.wait(READ_SECONDS):
            # A reader opens a page, and then its files: the link may move in between.
            with contextlib.suppress(OSError):
                folder = published / (published / "latest").readlink()
                is_published = True
                self.reads += 1
                self.partial += _faults_of(folder, chance)
                continue
            if is_published:
                self.partial.append("latest is gone")


def _faults_of(folder: Path, chance: random.Random) -> list[str]:
    try:
        files: dict[str, str] = json.loads((folder / "manifest.json").read_bytes())["files"]
    except (OSError, ValueError, KeyError) as error:
        return [f"{folder.name}/manifest.json: {error}"]
    there = {name for name in files if (folder / name).exists()}
    wrong = [
        name
        for name in chance.sample(sorted(files), SAMPLED)
        if name in there and _sha256(folder / name) != files[name]
    ]
    missing = [f"{folder.name}/{name} is missing" for name in files if name not in there]
    return missing + [f"{folder.name}/{name} differs from its hash" for name in wrong]


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def hashes(home: Path, *, is_exact: bool = True) -> dict[str, str]:
    """Return the hash of every published file that states no day.

    Where it is not exact, of texts only, without times, the name of the release, and the number of
    requests of the last run.
    """
    folder = home / "published" / "latest"
    manifest = json.loads((folder / "manifest.json").read_bytes()) if not is_exact else {}
    release = str(manifest.get("release", "")).encode()

    def read(path: Path) -> bytes:
        if is_exact:
            return path.read_bytes()
        is_state = path == folder / SOURCE_STATE
        text = _without_requests(path) if is_state else path.read_bytes()
        return TIMES.sub(b"", text).replace(release, b"")

    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(read(path)).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
        and path.name not in DATED
        and path.suffix not in DATED_SUFFIXES
        and "pagefind" not in path.parts
        and (is_exact or (path.suffix in TEXTS and path.name not in CATALOGUES))
    }


def _without_requests(path: Path) -> bytes:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        del row[REQUESTS]
    return json.dumps(rows).encode()


def forget(home: Path) -> None:
    """Let the next run publish again: it does not know that it has."""
    for record in (home / "warehouse").glob("*.published.json"):
        record.unlink()


@dataclass
class Work:
    """The work of runs: their sources, the home they start from, and one that nothing disturbed.

    ``lengths`` is the longest of each stage that a run has passed: see ``progress``.
    """

    name: str
    sources: str
    calm: Path
    before: Path | None = None
    publishers: Publishers | None = None
    lengths: dict[str, float] = field(default_factory=dict)

    def home(self, name: Path) -> Path:
        """Make a home for a round."""
        if self.before is not None:
            shutil.copytree(self.before, name, symlinks=True)
            forget(name)
        return name

    def start(self, home: Path, output: Path) -> BaseProcess:
        """Start a run without its imports, in a session of its own."""
        url = None
        if self.publishers is not None:
            self.publishers.requests.clear()
            url = self.publishers.url
        return processes.start(staged.refresh, url, run_environment(home, self.sources), output)

    def progress(self, stage: str, process: psutil.Process) -> float:
        """Return what a run has done so far, in the unit of a stage.

        It does not depend on what else the machine does, except where a run waits for the disk.
        """
        if stage == "landing" and self.publishers is not None:
            return len(self.publishers.requests)
        return time.monotonic() if stage == "publishing" else _seconds(process)

    def follow(self, run: BaseProcess, output: Path, until: str = "", share: float = 0.0) -> str:
        """Wait for a share of a stage of a run, or else for its end. Return the last stage.

        The wait ends with the stage, if it is shorter than those that were measured.
        """
        process, stage, began = psutil.Process(run.pid), "", 0.0
        goal = share * self.lengths.get(until, FIRST_GUESS.get(until, 0.0))
        order = staged.STAGES.index
        while run.is_alive():
            now = staged.stage_of(output)
            if now != stage:
                self._measure(stage, self.progress(stage, process) - began)
                stage, began = now, self.progress(now, process)
            if until and order(stage) > order(until):
                return stage
            if stage == until and self.progress(stage, process) - began >= goal:
                return stage
            run.join(POLL_SECONDS)
        self._measure(stage, self.progress(stage, process) - began)
        return stage

    def _measure(self, stage: str, length: float) -> None:
        if stage:
            self.lengths[stage] = max(length, self.lengths.get(stage, 0.0))

    def finish(self, home: Path) -> None:
        """Let a run end. Raises RuntimeError if it fails."""
        with tempfile.TemporaryDirectory() as folder:
            run = self.start(home, Path(folder))
            self.follow(run, Path(folder))
            run.join()
            if run.exitcode != 0:
                texts = [path.read_text() for path in sorted(Path(folder).iterdir())]
                raise RuntimeError("\n".join(texts))

    @functools.cached_property
    def expected(self) -> dict[str, str]:
        """The hashes of an undisturbed run."""
        if not self.calm.exists():
            self.home(self.calm)
            self.finish(self.calm)
        return hashes(self.calm)

    @functools.cached_property
    def expected_texts(self) -> dict[str, str]:
        """The hashes of the texts of an undisturbed run, without times."""
        assert self.expected
        return hashes(self.calm, is_exact=False)

    def compare(self, home: Path, result: Result, *, is_old: bool = False) -> None:
        """Let a run end, and count the files that differ from the undisturbed run."""
        is_exact = self.publishers is None and not is_old
        expected = self.expected if is_exact else self.expected_texts
        try:
            self.finish(home)
        except RuntimeError as error:
            result.differences += 1
            result.found += f" the run that was left alone failed: {str(error)[-1000:]}"
            return
        found = hashes(home, is_exact=is_exact)
        names = (expected.keys() | found.keys()).difference(RECORDED if is_old else ())
        different = sorted(n for n in names if expected.get(n) != found.get(n))
        result.differences += len(different)
        if different:
            result.found += f" different: {', '.join(different[:5])}"
            print(f"{home}: {different}", file=sys.stderr, flush=True)
        leftovers = [*home.glob("raw/*/*/.landing-*"), *home.glob("published/.publishing-*")]
        result.differences += len(leftovers)


class Bench:
    """Plays scenarios in homes below one folder, and writes the page after each."""

    def __init__(self, folder: Path, chosen: argparse.Namespace) -> None:
        self.folder, self.results, self.page = folder, chosen.results, chosen.page
        self.previous, self.sized, self.kills = chosen.previous, chosen.sized, chosen.kills
        self.fuzz_seconds = chosen.fuzz_seconds
        self.points, self.chance = chosen.points, random.Random(chosen.seed)
        self.reader = Reader()
        self.failed = False
        self.sample = Work("first", "sample", folder / "reference")
        if chosen.reference is not None and not self.sample.calm.exists():
            shutil.copytree(chosen.reference, self.sample.calm, symlinks=True)
            # With the name of the release of this code.
            self.sample.finish(self.sample.calm)

    def scenario(self, play: Callable[[Bench, Result], None]) -> None:
        """Play a scenario, save its result, and write the page."""
        assert play.__doc__
        result, started = Result(play.__doc__.splitlines()[0].rstrip(".")), time.monotonic()
        self.reader = Reader()
        play(self, result)
        result.seconds = round(time.monotonic() - started, 1)
        result.reads, result.partial = self.reader.reads, self.reader.partial
        # A page states no path of the machine.
        for path in (str(self.folder), str(ROOT), str(Path(sys.executable).resolve())):
            result.found = result.found.replace(path, "")
        result.found = result.found.strip()
        result.code = code_version()
        self.failed |= bool(result.differences or result.partial)
        print(result, flush=True)
        with self.results.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(asdict(result)) + "\n")
        self.page.write_text(page_text(read_results(self.results)), encoding="utf-8")

    def copy(self, name: str) -> Path:
        """Return a copy of the undisturbed home of the sample, whose next run publishes again."""
        assert self.sample.expected
        home = self.folder / name
        shutil.copytree(self.sample.calm, home, symlinks=True)
        forget(home)
        return home

    @functools.cached_property
    def file_turns(self) -> Iterator[Work]:
        """The kinds of runs that read a folder of files, again and again."""
        old, new = (self.folder / name for name in ("old sources", "new sources"))
        for sources in (old, new):
            shutil.rmtree(sources, ignore_errors=True)
            shutil.copytree(SAMPLE, sources)
        (models,) = old.glob("epoch/*.csv")
        older = without_last_rows(models, -NEW_MODELS)
        for sources in (old, new):
            (sources / "epoch" / OLDER).write_bytes(older)
        models.unlink()
        text = (old / MANIFEST).read_text(encoding="utf-8").replace(models.name, OLDER)
        (old / MANIFEST).write_text(text.replace(*DAYS), encoding="utf-8")
        before = Work("before", str(old), self.folder / "before")
        news = Work("incremental", str(new), self.folder / "new vintage", before.calm)
        # Other homes begin as copies of this one.
        assert before.expected
        return itertools.cycle([self.sample, news])

    @functools.cached_property
    def live_turns(self) -> Iterator[Work]:
        """The kinds of runs that fetch files, again and again."""
        first, second = (SERVERS.enter_context(serving(Publishers(state))) for state in (1, 2))
        live = Work("first live replay", "live", self.folder / "first live", publishers=first)
        later = Work(
            "later live replay", "live", self.folder / "later live", live.calm, publishers=second
        )
        assert live.expected
        return itertools.cycle([live, later])

    def kill(self, work: Work, home: Path, result: Result, stage: str) -> bool:
        """Start a run and kill it, with all that it has started; False if it had ended.

        The point is a random one of a stage.
        """
        with tempfile.TemporaryDirectory() as folder:
            run = work.start(home, Path(folder))
            assert run.pid is not None
            reached = work.follow(run, Path(folder), stage, self.chance.random())
            is_running = run.is_alive()
            with contextlib.suppress(ProcessLookupError):
                os.killpg(run.pid, signal.SIGKILL)
            run.kill()
            run.join()
        if is_running:
            result.faults += 1
            result.kills += 1
            result.stages[reached] = result.stages.get(reached, 0) + 1
        return is_running


def _seconds(process: psutil.Process) -> float:
    """Return the seconds of the processor that a process and all that it started took."""
    total = 0.0
    with contextlib.suppress(psutil.NoSuchProcess):
        for one in (process, *process.children(recursive=True)):
            times = one.cpu_times()
            total += times.user + times.system
            # Processes that have ended count, too.
            total += times.children_user + times.children_system
    return total


SERVERS = contextlib.ExitStack()
# Set by SIGTERM: the round ends, and no further one begins.
ENDING = threading.Event()


def kills(bench: Bench, result: Result) -> None:
    """Kills of whole runs."""
    _kill_round(bench, next(bench.file_turns), result)


def live_kills(bench: Bench, result: Result) -> None:
    """Kills of whole live runs."""
    _kill_round(bench, next(bench.live_turns), result)


def _kill_round(bench: Bench, work: Work, result: Result) -> None:
    result.scenario = f"Kills of {work.name} runs"
    name = HOME_NAME if work.before is None else "killed"
    home = work.home(bench.folder / f"{name} {work.sources.rsplit('/', 1)[-1]}")
    stages = sorted(bench.chance.choices(staged.STAGES, k=bench.points), key=staged.STAGES.index)
    with bench.reader.watching(home):
        for stage in stages:
            if ENDING.is_set() or not bench.kill(work, home, result, stage):
                break
        work.compare(home, result)
    if result.differences:
        # It shows why.
        home.rename(home.with_name(f"{home.name} differs {time.time_ns()}"))
    else:
        shutil.rmtree(home)


def _started(home: Path, *before: str, **variables: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*before, sys.executable, "-m", "orchestration"],
        cwd=ROOT,
        env={**run_environment(home, "sample"), **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def _told(process: subprocess.Popen[str]) -> str:
    """Return the error of a run, or else the last line that it printed."""
    output, _ = process.communicate(timeout=1800)
    lines = [line for line in output.splitlines() if line.startswith(("failed:", "error:"))]
    if "Traceback" in output:
        lines.insert(0, "A TRACEBACK")
    return " ".join(lines or output.splitlines()[-1:])[:300]


def landings(bench: Bench, result: Result) -> None:
    """Kills of the command that lands files."""

    def land(raw: Path, seconds: float | None) -> bool:
        process = subprocess.Popen(
            [sys.executable, "-m", "ingestion", "land", "papercopilot", str(SAMPLE), str(raw)],
            cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        # The context of a process would wait for its end.
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
        is_running = process.poll() is None
        process.kill()
        process.wait()
        return is_running

    def tables(raw: Path) -> dict[str, str]:
        return {p.parent.name: _sha256(p) for p in raw.glob("papercopilot/2*/papers.parquet")}

    calm, raw = bench.folder / "calm", bench.folder / "landed"
    started = time.monotonic()
    land(calm, None)
    seconds = time.monotonic() - started
    in_part = 0
    for _ in range(bench.kills):
        result.faults += land(raw, bench.chance.uniform(0.0, seconds))
        # A kill between two renames leaves some of the files, and the next landing adds the others.
        is_in_part = len(tables(raw)) not in (0, len(tables(calm)))
        in_part += is_in_part
        if is_in_part:
            land(raw, None)
        if len(tables(raw)):
            result.differences += tables(raw) != tables(calm)
            shutil.rmtree(raw)
    land(raw, None)
    result.differences += tables(raw) != tables(calm)
    result.found = f"{len(tables(calm))} tables; {in_part} landings in part, then completed"


def no_news(bench: Bench, result: Result) -> None:
    """Kills of runs without news."""
    home = bench.copy("no news")
    bench.sample.finish(home)
    started = time.monotonic()
    with _started(home) as run:
        result.found = _told(run)
    seconds = time.monotonic() - started
    result.facts["no_news"] = f"{seconds:.1f}"
    with bench.reader.watching(home):
        for _ in range(bench.kills):
            with _started(home) as run:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    run.wait(bench.chance.uniform(FIRST_KILL, seconds))
                result.faults += run.poll() is None
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(run.pid, signal.SIGKILL)
        bench.sample.compare(home, result)


def two_at_once(bench: Bench, result: Result) -> None:
    """Two first runs at once."""
    home = bench.folder / "two"
    with bench.reader.watching(home), _started(home) as one, _started(home) as other:
        told = [_told(one), _told(other)]
    result.faults = 1
    result.differences += (one.returncode, other.returncode) != (0, 0)
    result.found = "both ended" if not result.differences else "; ".join(told)
    bench.sample.compare(home, result)


def memory(bench: Bench, result: Result) -> None:
    """Too little memory for DuckDB, and then for the process."""
    home, limit = bench.copy("memory"), f"--as={BYTES_OF_MEMORY}"
    (home / "warehouse" / "sample.built.json").unlink()
    with bench.reader.watching(home):
        for before, variables in (((), {"COMPUTE_DIVIDE_MEMORY": "2MB"}), (("prlimit", limit), {})):
            with _started(home, *before, **variables) as run:
                result.found += f"{_told(run)}; "
            result.faults += 1
            result.differences += run.returncode == 0
        bench.sample.compare(home, result)


def held(bench: Bench, result: Result) -> None:
    """A reader that holds the warehouse."""
    home = bench.copy("held")
    warehouse = home / "warehouse" / "sample.duckdb"
    warehouse.with_suffix(".built.json").unlink()
    program = (
        f"import duckdb; c = duckdb.connect({str(warehouse)!r}, read_only=True);"
        " print(1, flush=True); input()"
    )
    with (
        bench.reader.watching(home),
        subprocess.Popen(
            [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as other,
    ):
        assert other.stdout
        other.stdout.readline()
        with _started(home) as run:
            result.found = _told(run)
        result.faults += 1
        result.differences += run.returncode == 0
        other.kill()
    bench.sample.compare(home, result)


def damaged(bench: Bench, result: Result) -> None:
    """Damaged state of every kind."""
    kinds = ("*.built.json", "*.published.json", "*.run.json", "*.holder.json", "sample.duckdb")
    home = bench.copy("damaged")
    for kind in kinds:
        for path in (home / "warehouse").glob(kind):
            os.truncate(path, path.stat().st_size // 2)
            result.faults += 1
    for path in (home / "raw" / "sample").glob("*/state.json"):
        os.truncate(path, 0)
        result.faults += 1
    for name in ("manifest.json", "changes.json", "metrics.parquet"):
        os.truncate(home / "published" / "latest" / name, 0)
        result.faults += 1
    (home / "published" / ".latest-new").mkdir()
    result.faults += 1
    bench.sample.finish(home)
    bench.sample.compare(home, result)


def full_disk(bench: Bench, result: Result) -> None:
    """A disk that is too small, that fills up in each stage, and that is read-only."""
    disk = bench.folder / "disk"
    disk.mkdir()
    home = disk / "home"
    try:
        _mount(disk, f"size={SMALL_DISK}")
        with _started(home) as run:
            result.found = f"too small: {_told(run)}; "
        result.differences += run.returncode == 0
        _mount(disk, f"remount,size={DISK}")
        for stage, sign in STAGES.items():
            with bench.reader.watching(home), _started(home) as run:
                while run.poll() is None and not any(home.glob(sign)):
                    time.sleep(0.02)
                # It fills what the run frees, too.
                with _filling(disk, run):
                    result.found += f"{stage}: {_told(run)}; "
            result.differences += run.returncode == 0
        _mount(disk, "remount,ro")
        with _started(home) as run:
            result.found += f"read-only: {_told(run)}"
        result.differences += run.returncode == 0
        result.faults = 2 + len(STAGES)
        _mount(disk, "remount,rw")
        with bench.reader.watching(home):
            bench.sample.compare(home, result)
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=False)


def _mount(disk: Path, options: str) -> None:
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(disk)]
    subprocess.run(command, check=True, capture_output=True)


@contextlib.contextmanager
def _filling(disk: Path, run: subprocess.Popen[str]) -> Iterator[None]:
    """Take all free space of a disk until a run has ended."""
    ballast = disk / "ballast"

    def fill() -> None:
        with ballast.open("wb") as file:
            while run.poll() is None:
                free = shutil.disk_usage(disk).free
                with contextlib.suppress(OSError):
                    if free:
                        os.posix_fallocate(file.fileno(), file.seek(0, os.SEEK_END), free)
                time.sleep(0.01)

    thread = threading.Thread(target=fill)
    thread.start()
    try:
        yield
    finally:
        thread.join()
        ballast.unlink()


def moved_clock(bench: Bench, result: Result) -> None:
    """A clock that moves forward and back between runs, and files of the future."""
    home = bench.copy("clock")
    with bench.reader.watching(home):
        for offset in CLOCKS:
            forget(home)
            with _started(home, "faketime", "-f", offset) as run:
                told = _told(run)
            result.faults += 1
            if run.returncode != 0:
                result.found += f"{offset}: {told}; "
                result.differences += 1
        ahead = dt.datetime(2035, 1, 1, tzinfo=dt.UTC).timestamp()
        for path in home.rglob("*"):
            os.utime(path, (ahead, ahead), follow_symlinks=False)
        result.faults += 1
        forget(home)
        bench.sample.compare(home, result)


def previous(bench: Bench, result: Result) -> None:
    """State of a previous release."""
    for number, made in enumerate(bench.previous):
        home = bench.folder / f"previous {number}"
        shutil.copytree(made, home, symlinks=True)
        result.faults += 1
        with bench.reader.watching(home):
            # Its release has another name, because it has the history of the older release.
            bench.sample.compare(home, result, is_old=True)


def sizes(bench: Bench, result: Result) -> None:
    """Sizes over 400 days."""
    result.facts["sizes"] = "\n".join(days.table(bench.sized))


def fuzzed(bench: Bench, result: Result) -> None:
    """Good files whose bytes are changed at random."""
    found = fuzz.fuzz(bench.fuzz_seconds, bench.chance.randrange(1_000_000))
    result.facts["fuzzed"] = fuzzed_text(found, bench.fuzz_seconds / 60)


def fuzzed_text(found: fuzz.Fuzzed, minutes: float) -> str:
    """Return one item of the list of the page, with lines of at most 100 characters."""
    text = (
        f"`python -m tests.bench.fuzz` changed bytes of good files for {minutes:.0f} minutes, in"
        f" {found.counts.total():,} ways. {found.total('refused'):,} files were refused."
        f" {found.total('read'):,} were read. The parsers of Python find as many rows in those of"
        f" {len(fuzz.COUNTS)} sources; other formats are not compared. Files with other rows or"
        f" with an error of another kind: {found.total('fault'):,}"
    )
    text += f" ({'; '.join(found.faults)})." if found.faults else "."
    return "\n  ".join(textwrap.wrap(text, 98))


def read_results(path: Path) -> list[Result]:
    """Return all results of a file."""
    return [Result(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def stages_text(results: Sequence[Result]) -> str:
    """Return a table of the kills of each scenario by the stage of the killed run, in Markdown."""
    counts: dict[str, Counter[str]] = {}
    for one in results:
        if one.stages:
            counts.setdefault(one.scenario, Counter()).update(one.stages)
    counts["all"] = sum(counts.values(), Counter())
    lines = [
        f"| {name} | {' | '.join(str(count[stage]) for stage in staged.STAGES)} | {count.total()} |"
        for name, count in counts.items()
    ]
    return "\n".join(
        [
            f"| killed while | {' | '.join(staged.STAGES)} | all |",
            f"| --- |{' --: |' * (len(staged.STAGES) + 1)}",
            *lines,
        ]
    )


def page_text(results: Sequence[Result]) -> str:
    """Return the page, in Markdown."""
    reviewed = REVIEWED.read_text(encoding="utf-8")
    facts: dict[str, str] = {}
    for one in results:
        facts |= one.facts
    names = dict.fromkeys(one.scenario for one in results if one.faults)

    def total(of: Sequence[Result], name: str) -> Any:
        return sum(getattr(one, name) for one in of)

    rows, messages = [], []
    for name in names:
        played = [one for one in results if one.scenario == name]
        cells = (
            f"{total(played, 'faults'):,}",
            len(played),
            total(played, "differences"),
            f"{total(played, 'seconds'):,.0f}",
            f"`{played[-1].code}`",
        )
        messages += [
            f"{name}:\n  {one.found}"
            for one in played
            if one.found and (one.differences or one is played[-1])
        ]
        rows.append(f"| {name} | {' | '.join(map(str, cells))} |")
    return PAGE.format(
        day=dt.datetime.now(dt.UTC).date(),
        code=code_version(),
        machine=f"{os.cpu_count()} cores of {platform.machine()}",
        python=platform.python_version(),
        faults=total(results, "faults"),
        kills=total(results, "kills"),
        unstaged=total([one for one in results if not one.stages], "kills"),
        stages=stages_text(results),
        differences=total(results, "differences"),
        rounds=len([one for one in results if one.faults]),
        reads=total(results, "reads"),
        partial=sum(len(one.partial) for one in results),
        inputs=len(CASES),
        sources=len(SOURCES),
        assets=len(json.loads(reviewed)["assets"]),
        fuzzed=facts.get("fuzzed", "No files were fuzzed."),
        no_news=facts.get("no_news", "an unknown number of"),
        rows="\n".join(rows),
        messages="\n".join(messages),
        sizes=facts.get("sizes", "Not measured.") + "\n",
    )


SCENARIOS: dict[str, Callable[[Bench, Result], None]] = {
    "landings": landings,
    "no-news": no_news,
    "damaged": damaged,
    "two": two_at_once,
    "memory": memory,
    "held": held,
    "clock": moved_clock,
    "disk": full_disk,
    "previous": previous,
    "sizes": sizes,
    "fuzz": fuzzed,
    "kills": kills,
    "live-kills": live_kills,
}


def main() -> None:
    """Play scenarios. Exit 1 if anything differed or was partial."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.faults", description=__doc__)
    parser.add_argument("results", type=Path, help="the file of results, which grows")
    parser.add_argument("page", type=Path, help="the page to write")
    parser.add_argument("--only", nargs="+", choices=SCENARIOS, default=list(SCENARIOS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, default=10, help="kills of landings, and without news")
    parser.add_argument("--points", type=int, default=12, help="kills of whole runs in a round")
    parser.add_argument("--fuzz-seconds", type=float, default=3600.0)
    parser.add_argument(
        "--side-by-side", action="store_true", help="play the chosen scenarios at the same time"
    )
    parser.add_argument("--rounds", type=int, default=1, help="rounds of all chosen scenarios")
    parser.add_argument("--reference", type=Path, help="an undisturbed home of the sample")
    parser.add_argument("--folder", type=Path, help="keep undisturbed homes of this code here")
    parser.add_argument("--previous", type=Path, nargs="+", help="homes that other releases built")
    parser.add_argument("--sized", type=Path, help="a home of the publishers' files")
    chosen = parser.parse_args()
    able = {
        "previous": chosen.previous is not None,
        "sizes": chosen.sized is not None,
        "disk": os.geteuid() == 0,
        "clock": shutil.which("faketime") is not None,
        "memory": shutil.which("prlimit") is not None,
    }
    with tempfile.TemporaryDirectory(prefix="faults-") as folder, SERVERS:
        bench = Bench(chosen.folder or Path(folder), chosen)
        signal.signal(signal.SIGTERM, lambda *_: ENDING.set())
        names = [name for name in chosen.only if able.get(name, True)]
        parts = [[name] for name in names] if chosen.side_by_side else [names]
        # Each has its own reader.
        benches = [copy.copy(bench) for _ in parts]
        with ThreadPoolExecutor(len(parts)) as executor:
            list(executor.map(_play, benches, parts, [chosen.rounds] * len(parts)))
        sys.exit(any(one.failed for one in benches))


def _play(bench: Bench, names: Sequence[str], rounds: int) -> None:
    for _ in range(rounds):
        for name in names:
            if not ENDING.is_set():
                bench.scenario(SCENARIOS[name])


if __name__ == "__main__":
    main()
