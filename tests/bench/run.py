"""``python -m tests.bench.run``: measure each stage of a run, next to a bare ``dbt build``.

A run is a new process, which is sampled from outside. Dagster's events assign each sample to a
stage. A round has a run in an empty home, a run without new files, and a bare build of the same
warehouse.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import os
import random
import statistics
import string
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import dagster as dg
import psutil

from orchestration import settings as configuration
from orchestration.dbt.build_state import descendants
from orchestration.dbt.manifest import ensure_manifest
from orchestration.settings import DBT_PROJECT, ROOT, Settings, dbt_executable

SLOWEST = 5
FEW_STRINGS, STRINGS = 1_000, 501_000
SEED = 20261124
SAMPLE_SECONDS = 0.05
MODEL = "model.compute_divide"
KINDS = ("models", "clusters", "papers")
RUN = (sys.executable, "-m", "orchestration")
STAGES = ("start-up", "landing", "dbt", "checks", "publication")


@dataclass(frozen=True)
class Sample:
    """Clock time, CPU seconds used so far and resident bytes of a process and its children."""

    at: float
    cpu: float
    resident: int


@dataclass(frozen=True)
class Cost:
    """Wall seconds, CPU seconds and peak resident bytes."""

    wall: float
    cpu: float
    peak: int


def observe(command: Sequence[str], folder: Path, environment: dict[str, str]) -> list[Sample]:
    """Run a command and sample it. Raises CalledProcessError if it fails."""
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        watched = psutil.Process(process.pid)
        samples = [Sample(time.time(), 0.0, 0)]
        while process.poll() is None:
            samples.append(_sample(watched, samples[-1]))
            time.sleep(SAMPLE_SECONDS)
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, list(command))
    return samples


def _sample(process: psutil.Process, last: Sample) -> Sample:
    cpu, resident = 0.0, 0
    try:
        ended = process.cpu_times()
        cpu = ended.children_user + ended.children_system
        for one in (process, *process.children(recursive=True)):
            times = one.cpu_times()
            cpu += times.user + times.system
            resident += one.memory_info().rss
    except psutil.NoSuchProcess:
        return Sample(time.time(), last.cpu, 0)
    return Sample(time.time(), max(cpu, last.cpu), resident)


def cost(samples: Sequence[Sample]) -> Cost:
    """Return the cost between the first and the last sample."""
    return Cost(
        samples[-1].at - samples[0].at,
        samples[-1].cpu - samples[0].cpu,
        max(sample.resident for sample in samples),
    )


def stage_of(step: str) -> str:
    """Return the stage of a step."""
    if step.endswith("_expectations"):
        return "checks"
    return {"warehouse": "dbt", "publication": "publication"}.get(step, "landing")


def steps(instance: dg.DagsterInstance) -> list[tuple[float, str]]:
    """Return the start and the stage of each step of the latest run, in order of time."""
    (run,) = instance.get_run_records(limit=1)
    events = instance.all_logs(run.dagster_run.run_id, of_type=dg.DagsterEventType.STEP_START)
    return sorted((event.timestamp, stage_of(event.step_key or "")) for event in events)


def by_stage(samples: Sequence[Sample], started: Sequence[tuple[float, str]]) -> dict[str, Cost]:
    """Split the samples of a run at the start of its steps, and add up each stage."""
    cuts = [(samples[0].at, "start-up"), *started, (samples[-1].at + 1, "")]
    found: dict[str, list[Cost]] = {stage: [] for stage in STAGES}
    for (start, stage), (end, _) in itertools.pairwise(cuts):
        before = [s for s in samples if s.at < start][-1:]
        inside = [*before, *(s for s in samples if start <= s.at < end)]
        if inside:
            found[stage].append(cost(inside))
    return {
        stage: Cost(
            sum(c.wall for c in costs), sum(c.cpu for c in costs), max(c.peak for c in costs)
        )
        for stage, costs in found.items()
        if costs
    }


def run_environment(settings: Settings) -> dict[str, str]:
    """Return the environment of a run."""
    return {
        **os.environ,
        "COMPUTE_DIVIDE_HOME": str(settings.home),
        "COMPUTE_DIVIDE_SOURCES": settings.sources,
        "DAGSTER_HOME": str(settings.dagster_home),
    }


def measure_run(settings: Settings) -> dict[str, Cost]:
    """Measure one refresh in a fresh process: its stages and the complete run."""
    environment = run_environment(settings)
    # Without --full, no run starts if nothing has changed.
    samples = observe([*RUN, "--full"], ROOT, environment)
    # The environment states the storage of events.
    with patch.dict(os.environ, environment), dg.DagsterInstance.get() as instance:
        return {**by_stage(samples, steps(instance)), "whole run": cost(samples)}


def measure_dbt(settings: Settings) -> Cost:
    """Measure a bare ``dbt build`` of the same models and tests over the same raw files."""
    command = [dbt_executable(), "build", "--profiles-dir", ".", "--quiet", "--full-refresh"]
    command += ["--exclude-resource-type", "unit_test"]
    return cost(observe(command, DBT_PROJECT, {**os.environ, **settings.dbt_environment()}))


def invented_strings(number: int) -> list[str]:
    """Make distinct affiliations of invented words and known names, the same in every run."""
    with (DBT_PROJECT / "seeds" / "affiliations" / "organisation_alias.csv").open(
        encoding="utf-8"
    ) as stream:
        names = [row["alias"] for row in csv.DictReader(stream)]
    chance = random.Random(SEED)
    found: dict[str, None] = {}
    while len(found) < number:
        first, second, last = ("".join(chance.choices(string.ascii_lowercase, k=6)) for _ in "123")
        found[f"{first} {second}, {chance.choice(names)}, {last}"] = None
    return list(found)


def measure_classification(settings: Settings, number: int) -> Cost:
    """Measure ``make classify`` of invented affiliations, with the start of dbt."""
    strings, out = settings.home / "strings.csv", settings.home / "labels.csv"
    with strings.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["affiliation"], *([s] for s in invented_strings(number))])
    command = [sys.executable, "-m", "orchestration.cli.classify", str(strings), str(out)]
    environment = {**os.environ, "COMPUTE_DIVIDE_HOME": str(settings.home)}
    return cost(observe(command, ROOT, environment))


def median(costs: Sequence[Cost]) -> Cost:
    """Return the median of each figure."""
    return Cost(
        statistics.median(c.wall for c in costs),
        statistics.median(c.cpu for c in costs),
        int(statistics.median(c.peak for c in costs)),
    )


def metric_seconds(settings: Settings) -> dict[str, float]:
    """Return dbt's seconds on the models between each kind of works and ``marts.metrics``.

    A model behind several kinds of works counts for each of them. dbt runs two models at a time, so
    a sum can exceed the wall time.
    """
    manifest = json.loads((settings.parsed / "manifest.json").read_text(encoding="utf-8"))
    results = json.loads((settings.dbt_target / "run_results.json").read_text(encoding="utf-8"))
    metrics = f"{MODEL}.metrics"
    above = descendants(manifest["parent_map"], [metrics]) | {metrics}
    below = {
        kind: descendants(manifest["child_map"], [f"{MODEL}.int_{kind}__populations"])
        for kind in KINDS
    }
    return {
        kind: sum(
            float(one["execution_time"])
            for one in results["results"]
            if one["unique_id"] in below[kind] & above
        )
        for kind in KINDS
    }


def drawing_seconds(settings: Settings) -> dict[str, float]:
    """Return the CPU seconds of each figure of the latest publication, slowest first."""
    times = (settings.published / "latest" / "published.json").read_text(encoding="utf-8")
    seconds: dict[str, float] = json.loads(times)["drawing_cpu_seconds"]
    return seconds


@dataclass(frozen=True)
class Round:
    """Costs in one home: three runs, a bare build, few and many strings, seconds by task."""

    first: dict[str, Cost]
    unchanged: dict[str, Cost]
    skipped: Cost
    dbt: Cost
    few: Cost
    many: Cost
    metrics: dict[str, float]
    figures: dict[str, float]


def measure_round(sources: str) -> Round:
    """Measure one round in a temporary installation."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder), sources)
        configuration.prepare(settings)
        ensure_manifest(settings)
        first, unchanged = measure_run(settings), measure_run(settings)
        skipped = cost(observe(RUN, ROOT, run_environment(settings)))
        figures = drawing_seconds(settings)
        dbt = measure_dbt(settings)
        few, many = (measure_classification(settings, n) for n in (FEW_STRINGS, STRINGS))
        return Round(first, unchanged, skipped, dbt, few, many, metric_seconds(settings), figures)


def line(name: str, whole: Cost, unchanged: Cost | None = None) -> str:
    """Format a row of the table."""
    shown = f"{unchanged.wall:15.1f}" if unchanged else ""
    return f"{name:<14}{whole.wall:9.1f}{whole.cpu:9.1f}{whole.peak / 1024**2:11.0f}{shown}"


def main() -> None:
    """Measure with the environment's sources, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.run", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="rounds to take medians of")
    number = parser.parse_args().rounds
    sources = configuration.load().sources
    rounds = [measure_round(sources) for _ in range(number)]
    print(f"sources: {sources}; medians of {number} runs, each from an empty home\n")
    print(f"{'stage':<14}{'wall, s':>9}{'CPU, s':>9}{'peak, MiB':>11}{'nothing new, s':>15}")
    for name in (*STAGES, "whole run"):
        first = median([r.first[name] for r in rounds])
        print(line(name, first, median([r.unchanged[name] for r in rounds])))
    whole, dbt = median([r.first["whole run"] for r in rounds]), median([r.dbt for r in rounds])
    print(line("no run needed", median([r.skipped for r in rounds])))
    print(line("dbt build", dbt))
    print(
        f"\nwhole run / dbt build: {whole.wall / dbt.wall:.2f} wall, {whole.cpu / dbt.cpu:.2f} CPU"
    )
    few, many = median([r.few for r in rounds]), median([r.many for r in rounds])
    more = STRINGS - FEW_STRINGS
    print(
        f"{more} invented affiliations classified: {more / (many.wall - few.wall):.0f} a second of"
        f" wall, {more / (many.cpu - few.cpu):.0f} of CPU, after {few.wall:.1f} s to start"
    )
    for kind in KINDS:
        seconds = statistics.median(r.metrics[kind] for r in rounds)
        print(
            f"metrics of {kind}, all vintages, bootstraps included: {seconds:.1f} s of dbt's time"
        )
    figures = rounds[-1].figures
    slowest = ", ".join(f"{name} {figures[name]:.1f} s" for name in list(figures)[:SLOWEST])
    print(f"{len(figures)} figures: {sum(figures.values()):.1f} s of CPU time; slowest: {slowest}")


if __name__ == "__main__":
    main()
