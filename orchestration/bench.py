"""``python -m orchestration.bench``: what each stage of a run costs, beside a bare ``dbt build``.

A run is a fresh process, sampled from outside; Dagster's own record of the run says which stage a
sample belongs to. The first run lands the files, later ones find them held; medians are of the
later ones.
"""

from __future__ import annotations

import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import psutil

from orchestration import settings as configuration
from orchestration.settings import DBT_PROJECT, ROOT, Settings
from orchestration.transform import dbt_executable, ensure_manifest

REPEATS = 3
SAMPLE_SECONDS = 0.05
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
    """Run a command to its end and sample it. Raises CalledProcessError where it fails."""
    with subprocess.Popen(  # noqa: S603 - our own commands
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
    """What happened between the first and the last sample."""
    return Cost(
        samples[-1].at - samples[0].at,
        samples[-1].cpu - samples[0].cpu,
        max(sample.resident for sample in samples),
    )


def stage_of(step: str) -> str:
    """The stage that a step of the run belongs to."""
    if step.endswith("_expectations"):
        return "checks"
    return {"warehouse": "dbt", "publication": "publication"}.get(step, "landing")


def steps(instance: dg.DagsterInstance) -> list[tuple[float, str]]:
    """When each step of the newest run began, and its stage, in order of time."""
    (run,) = instance.get_run_records(limit=1)
    events = instance.all_logs(run.dagster_run.run_id, of_type=dg.DagsterEventType.STEP_START)
    return sorted((event.timestamp, stage_of(event.step_key or "")) for event in events)


def by_stage(samples: Sequence[Sample], begun: Sequence[tuple[float, str]]) -> dict[str, Cost]:
    """Cut a run's samples at the beginnings of its steps and add up each stage."""
    cuts = [(samples[0].at, "start-up"), *begun, (samples[-1].at + 1, "")]
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


def measure_run(settings: Settings) -> dict[str, Cost]:
    """One refresh in a fresh process: its stages and the whole."""
    environment = {
        **os.environ,
        "COMPUTE_DIVIDE_HOME": str(settings.home),
        "COMPUTE_DIVIDE_SOURCES": settings.sources,
        "DAGSTER_HOME": str(settings.dagster_home),
    }
    samples = observe([sys.executable, "-m", "orchestration"], ROOT, environment)
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        return {**by_stage(samples, steps(instance)), "whole run": cost(samples)}


def measure_dbt(settings: Settings) -> Cost:
    """A bare ``dbt build`` of the same models and tests over the same raw files."""
    command = [dbt_executable(), "build", "--profiles-dir", ".", "--quiet"]
    command += ["--exclude-resource-type", "unit_test"]
    return cost(observe(command, DBT_PROJECT, {**os.environ, **settings.dbt_environment()}))


def median(costs: Sequence[Cost]) -> Cost:
    """Median of each figure."""
    return Cost(
        statistics.median(c.wall for c in costs),
        statistics.median(c.cpu for c in costs),
        int(statistics.median(c.peak for c in costs)),
    )


def line(name: str, first: Cost | None, later: Cost) -> str:
    """A row of the table."""
    shown = f"{first.wall:9.1f}" if first else " " * 9
    return f"{name:<14}{shown}{later.wall:10.1f}{later.cpu:9.1f}{later.peak / 1024**2:11.0f}"


def main() -> None:
    """Measure in a temporary installation with the environment's sources, and print a table."""
    sources = configuration.load().sources
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder), sources)
        configuration.prepare(settings)
        ensure_manifest(settings)
        first = measure_run(settings)
        later = [measure_run(settings) for _ in range(REPEATS)]
        dbt = median([measure_dbt(settings) for _ in range(REPEATS)])
    print(f"sources: {sources}; medians of {REPEATS} runs after the first\n")
    print(f"{'stage':<14}{'first, s':>9}{'wall, s':>10}{'CPU, s':>9}{'peak, MiB':>11}")
    for name in (*STAGES, "whole run"):
        print(line(name, first[name], median([run[name] for run in later])))
    print(line("dbt build", None, dbt))
    whole = median([run["whole run"] for run in later])
    print(
        f"\nwhole run / dbt build: {whole.wall / dbt.wall:.2f} wall, {whole.cpu / dbt.cpu:.2f} CPU"
    )
    print(f"first run / dbt build: {first['whole run'].wall / dbt.wall:.2f} wall")


if __name__ == "__main__":
    main()
