"""``python -m tests.bench.faults PAGE``: break runs in every way that is known, and write a page.

Every scenario ends with a run that is left alone. Its publication must equal that of a run that was
never disturbed, file by file, except the files that state a day or a time. A reader checks the
publication all the time. The page is written after each scenario, so that it states what was done.
Root can mount small disks; without that, the scenarios of the disk are left out.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import hashlib
import json
import os
import platform
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingestion.registry import SOURCES
from orchestration.settings import SAMPLE
from orchestration.unchanged import code_version
from tests.builders import ROOT, run_environment, run_refresh
from tests.ingestion.bad_input.cases import CASES

READ_SECONDS = 0.1
# A file that is read with the manifest each time; reading all would take the cores from the runs.
SAMPLED = 3
# They state the day or the time, or compare with an earlier publication.
DATED_SUFFIXES = (".html", ".xml", ".cff")
DATED = ("published.json", "changes.json", "manifest.json", "publication.json")
# Bytes of a disk that is full while files land, tables are built, and figures are drawn.
DISKS = {"landing": "1m", "building": "20m", "publishing": "60m"}
ENOUGH = "1g"
HOME_NAME = "a home \u00fc \u6570 (1)"


REVIEWED = ROOT / "tests/orchestration/__snapshots__/test_graph/test_the_graph_is_as_reviewed.json"
PAGE = """\
# Faults that runs survive

`python -m tests.bench.faults` wrote this page on {day} (arguments: {arguments}) with code
`{code}`, on {machine} and Python {python}. The sources are the embedded sample.
Other programs ran on the machine, so that seconds are upper limits.

- {faults} faults. After each scenario, a run that was left alone published {files} files, which are
  compared with those of an undisturbed run: {differences} differences.
- A reader checked the publication {reads} times meanwhile: {partial} partial or wrong publications.
- {inputs} hostile and broken inputs of {sources} sources are tried in each test run
  (`tests/ingestion/bad_input`). Each is refused, or its row is set aside.
- {assets} assets can be materialized alone. A test plans each
  (`tests/orchestration/test_select.py`), and a sample of them runs
  (`tests/integration/test_refresh.py`).
- A first run took {first} s, and a run without news {no_news} s.

Files that state a day, the search index and the list of changes are not compared. A kill is SIGKILL
to a run and all processes that it started, at a random time. A run that had ended before is not
counted.

| scenario | faults | differences | seconds | result |
| --- | --: | --: | --: | --- |
{rows}
"""


@dataclass
class Result:
    """The number of faults of a scenario, and its result."""

    scenario: str
    faults: int = 0
    found: str = ""
    differences: int = 0
    seconds: float = 0.0


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


def hashes(home: Path) -> dict[str, str]:
    """Return the hash of every published file that states no day."""
    folder = home / "published" / "latest"
    return {
        path.relative_to(folder).as_posix(): _sha256(path)
        for path in folder.rglob("*")
        if path.is_file()
        and path.name not in DATED
        and path.suffix not in DATED_SUFFIXES
        and "pagefind" not in path.parts
    }


def forget(home: Path) -> None:
    """Let the next run publish again: it does not know that it has."""
    for record in (home / "warehouse").glob("*.published.json"):
        record.unlink()


class Bench:
    """Runs scenarios in homes below one folder, and compares each with an undisturbed run."""

    def __init__(self, folder: Path, page: Path, seed: int) -> None:
        self.folder, self.page, self.seed = folder, page, seed
        self.chance = random.Random(seed)
        self.reader = Reader()
        self.results: list[Result] = []
        self.no_news = 0.0
        self.reference = folder / "reference"
        started = time.monotonic()
        self._finish(self.reference)
        self.seconds = time.monotonic() - started
        self.expected = hashes(self.reference)

    def scenario(self, name: str, play: Callable[[Result], None]) -> None:
        """Play a scenario, and write the page."""
        result, started = Result(name), time.monotonic()
        play(result)
        result.seconds = time.monotonic() - started
        self.results.append(result)
        print(result, flush=True)
        self.page.write_text(page_text(self), encoding="utf-8")

    def copy(self, name: str) -> Path:
        """Return a copy of the undisturbed home, whose next run publishes again."""
        home = self.folder / name
        shutil.copytree(self.reference, home, symlinks=True)
        forget(home)
        return home

    def _finish(self, home: Path) -> str:
        """Run to the end, and return what the run printed."""
        done = run_refresh(home, "sample")
        if done.returncode != 0:
            raise RuntimeError(done.stdout + done.stderr)
        return done.stdout + done.stderr

    def compare(self, home: Path, result: Result) -> None:
        """Let a run end, and count the files that differ from the undisturbed run."""
        with self.reader.watching(home):
            self._finish(home)
        found = hashes(home)
        names = self.expected.keys() | found.keys()
        different = sorted(n for n in names if self.expected.get(n) != found.get(n))
        result.differences += len(different)
        if different:
            result.found += f" different: {', '.join(different[:5])}"
        leftovers = [*home.glob("raw/*/*/.landing-*"), *home.glob("published/.publishing-*")]
        result.differences += len(leftovers)

    def kill(
        self,
        home: Path,
        result: Result,
        kills: int,
        seconds: float,
        again: Callable[[], None] = lambda: None,
    ) -> None:
        """Start runs and kill each, with all that it has started, at a random time.

        ``seconds`` is the longest time that a run takes. ``again`` gives each run its work.
        """
        with self.reader.watching(home):
            for _ in range(kills):
                again()
                started = time.monotonic()
                with _started(home) as process:
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        process.wait(self.chance.uniform(0.2, seconds))
                    if process.poll() is None:
                        result.faults += 1
                    else:
                        # It ended before its kill, so the next ones come earlier.
                        seconds = time.monotonic() - started
                    with contextlib.suppress(ProcessLookupError):
                        os.killpg(process.pid, signal.SIGKILL)


def _started(home: Path, **variables: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "orchestration"],
        cwd=ROOT,
        env={**run_environment(home, "sample"), **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def _told(process: subprocess.Popen[str]) -> str:
    """Return the last line that a run printed, without the paths of this machine."""
    output, _ = process.communicate(timeout=1800)
    lines = [line for line in output.splitlines() if line.startswith("failed:")]
    return (lines or output.splitlines() or [""])[-1][:160].replace(str(Path.cwd()), "")


def kills_of_landings(bench: Bench, kills: int) -> Callable[[Result], None]:
    """Kill the command that lands files; the tables must equal those of an undisturbed landing."""

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

    def play(result: Result) -> None:
        calm, raw = bench.folder / "calm", bench.folder / "landed"
        started = time.monotonic()
        land(calm, None)
        seconds = time.monotonic() - started
        for _ in range(kills):
            result.faults += land(raw, bench.chance.uniform(0.0, seconds))
            # Files that land together land all or none.
            result.differences += len(tables(raw)) not in (0, len(tables(calm)))
            if len(tables(raw)):
                shutil.rmtree(raw)
        land(raw, None)
        result.differences += tables(raw) != tables(calm)
        result.found = f"{len(tables(calm))} tables"

    return play


def kills_of_first_runs(bench: Bench, kills: int) -> Callable[[Result], None]:
    """Kill first runs in a home whose name has blanks and letters of other scripts."""

    def play(result: Result) -> None:
        home = bench.folder / HOME_NAME
        bench.kill(home, result, kills, bench.seconds)
        bench.compare(home, result)

    return play


def kills_of_later_runs(bench: Bench, kills: int) -> Callable[[Result], None]:
    """Kill runs that publish again what is built."""

    def play(result: Result) -> None:
        home = bench.copy("later")
        bench.kill(home, result, kills, bench.seconds / 4, lambda: forget(home))
        bench.compare(home, result)

    return play


def kills_without_news(bench: Bench, kills: int) -> Callable[[Result], None]:
    """Kill runs that find nothing new."""

    def play(result: Result) -> None:
        started = time.monotonic()
        bench._finish(bench.reference)
        bench.no_news = time.monotonic() - started
        bench.kill(bench.reference, result, kills, bench.no_news)
        bench.compare(bench.reference, result)

    return play


def two_at_once(bench: Bench) -> Callable[[Result], None]:
    """Two runs of one home take turns."""

    def play(result: Result) -> None:
        home = bench.copy("two")
        with bench.reader.watching(home), _started(home) as one, _started(home) as other:
            told = [_told(one), _told(other)]
        result.faults = 1
        result.differences += (one.returncode, other.returncode) != (0, 0)
        result.found = "both ended" if not result.differences else "; ".join(told)
        bench.compare(home, result)

    return play


def hindered(bench: Bench) -> Callable[[Result], None]:
    """Too little memory for DuckDB, and then another program that holds the warehouse."""

    def play(result: Result) -> None:
        home = bench.copy("hindered")
        warehouse = home / "warehouse" / "sample.duckdb"
        warehouse.with_suffix(".built.json").unlink()
        program = (
            f"import duckdb; c = duckdb.connect({str(warehouse)!r}, read_only=True);"
            " print(1, flush=True); input()"
        )
        with bench.reader.watching(home):
            with _started(home, COMPUTE_DIVIDE_MEMORY="2MB") as run:
                told = [_told(run)]
            result.differences += run.returncode == 0
            with subprocess.Popen(
                [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            ) as other:
                assert other.stdout
                other.stdout.readline()
                with _started(home) as run:
                    told.append(_told(run))
                result.differences += run.returncode == 0
                other.kill()
        result.faults, result.found = 2, "; ".join(told)
        bench.compare(home, result)

    return play


def spoiled_state(bench: Bench) -> Callable[[Result], None]:
    """Empty or cut the files of state, all at once and a kind at a time."""
    kinds = ("*.built.json", "*.published.json", "*.run.json", "*.holder.json", "sample.duckdb")

    def play(result: Result) -> None:
        home = bench.copy("spoiled")
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
        bench._finish(home)
        bench.compare(home, result)

    return play


def full_disk(bench: Bench) -> Callable[[Result], None]:
    """A disk that is full at each stage of writing, read-only, and then large enough."""

    def play(result: Result) -> None:
        disk = bench.folder / "disk"
        disk.mkdir()
        told = []
        try:
            for size in DISKS.values():
                verb = "remount," if result.faults else ""
                _mount(disk, f"{verb}size={size}")
                with bench.reader.watching(disk / "home"), _started(disk / "home") as run:
                    told.append(_told(run))
                result.faults += 1
                result.differences += run.returncode == 0
            _mount(disk, "remount,ro")
            with _started(disk / "home") as run:
                told.append(_told(run))
            result.faults += 1
            result.differences += run.returncode == 0
            _mount(disk, f"remount,rw,size={ENOUGH}")
            bench.compare(disk / "home", result)
        finally:
            subprocess.run(["umount", "--lazy", str(disk)], check=False)
        result.found += "; ".join(told)

    return play


def _mount(disk: Path, options: str) -> None:
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(disk)]
    subprocess.run(command, check=True, capture_output=True)


def moved_clock(bench: Bench) -> Callable[[Result], None]:
    """Every file has a time of the future, as after a clock that was ahead."""

    def play(result: Result) -> None:
        home = bench.copy("clock")
        ahead = dt.datetime(2035, 1, 1, tzinfo=dt.UTC).timestamp()
        for path in home.rglob("*"):
            os.utime(path, (ahead, ahead), follow_symlinks=False)
            result.faults = 1
        bench.compare(home, result)

    return play


def previous_release(bench: Bench, made: Path) -> Callable[[Result], None]:
    """A home that another release of the code built."""

    def play(result: Result) -> None:
        home = bench.folder / "previous"
        shutil.copytree(made, home, symlinks=True)
        result.faults = 1
        bench.compare(home, result)

    return play


def page_text(bench: Bench) -> str:
    """Return the page, in Markdown."""
    reviewed = REVIEWED.read_text(encoding="utf-8")
    rows = [
        f"| {one.scenario} | {one.faults} | {one.differences} | {one.seconds:.0f} |"
        f" {one.found.replace('|', '/').replace(str(bench.folder), '').strip()} |"
        for one in bench.results
    ]
    return PAGE.format(
        day=dt.datetime.now(dt.UTC).date(),
        # A page states no path of the machine.
        arguments=" ".join("HOME" if "/" in one else one for one in sys.argv[2:]) or "none",
        code=code_version(),
        machine=f"{os.cpu_count()} cores of {platform.machine()}",
        python=platform.python_version(),
        faults=sum(one.faults for one in bench.results),
        files=len(bench.expected),
        differences=sum(one.differences for one in bench.results),
        reads=f"{bench.reader.reads:,}",
        partial=len(bench.reader.partial),
        inputs=len(CASES),
        sources=len(SOURCES),
        assets=len(json.loads(reviewed)["assets"]),
        first=f"{bench.seconds:.0f}",
        no_news=f"{bench.no_news:.1f}",
        rows="\n".join(rows),
    )


def main() -> None:
    """Play all scenarios. Exit 1 if anything differed or was partial."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.faults", description=__doc__)
    parser.add_argument("page", type=Path, help="the page to write")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, default=60, help="kills of all kinds together")
    parser.add_argument("--previous", type=Path, help="a home that another release built")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        bench = Bench(Path(folder), chosen.page, chosen.seed)
        for name, play in scenarios(bench, chosen.kills, chosen.previous):
            bench.scenario(name, play)
        for line in bench.reader.partial:
            print(line, file=sys.stderr)
        if bench.reader.partial or any(one.differences for one in bench.results):
            sys.exit(1)


def scenarios(
    bench: Bench, kills: int, previous: Path | None
) -> Sequence[tuple[str, Callable[[Result], None]]]:
    """Return the scenarios, the cheap ones first. One of twenty kills hits a first run."""
    later, first = kills // 15, kills // 20
    without_news = kills // 3
    landing = kills - later - first - without_news
    played = [
        ("kills while files land", kills_of_landings(bench, landing)),
        ("kills of runs without news", kills_without_news(bench, without_news)),
        ("damaged state of every kind", spoiled_state(bench)),
        ("kills of runs that publish", kills_of_later_runs(bench, later)),
        ("two runs at once", two_at_once(bench)),
        ("too little memory, then a program that holds the warehouse", hindered(bench)),
        ("kills of first runs, in a home with blanks", kills_of_first_runs(bench, first)),
        ("a clock that was ahead", moved_clock(bench)),
    ]
    if os.geteuid() == 0:
        disk = ("a disk that is full at three stages, then read-only", full_disk(bench))
        played.append(disk)
    if previous is not None:
        played.append(("state of the previous release", previous_release(bench, previous)))
    return played


if __name__ == "__main__":
    main()
