"""``python -m tests.bench.capacity``: write the page on capacity from the rows of ``sizes.csv``."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd

from orchestration.settings import ROOT
from reports.charts.plot import p9
from reports.charts.theme import COLOURS, POINT_SIZE, SHAPES, ReportTheme
from tests.bench.sizes import LABELS, PEERS, RESULTS, TARGETS, Cost, Row, read_rows

PAGE = ROOT / "orchestration" / "docs" / "capacity.md"
MILLION = 1_000_000
DBT = ("seeds", "staging", "intermediate", "marts", "tests")
WHOLE = "dbt in all"
COMPARED = ("transform", *PEERS)
STAGES = ("landing", "bare COPY", *DBT, WHOLE, "start of dbt", *COMPARED)
NAMES = {"duckdb": "DuckDB script", "transform": "pipeline, transform"}
# The stages of the figure with their colours.
DRAWN = {
    WHOLE: "all",
    "transform": "academic_only",
    "duckdb": "academia_industry",
    "polars": "industry_only",
    "pandas": "other",
}
MARKS = ("unknown", "academic_only", "academia_industry", "industry_only", "other")
# Memory in GiB and number of cores of example machines.
MACHINES = {
    "laptop": (16, 8),
    "server": (256, 32),
    "cluster of 16 servers": (16 * 256, 16 * 32),
}
NIGHT = 12 * 3600
# The default share of memory for DuckDB.
PART_OF_MEMORY = 0.5

TEXT = """\
# Capacity

`make bench` measured this and wrote this page. **The works are synthetic.** `tests/bench/works.py`
makes them in the shape of OpenAlex. They show cost, and no number of a publication rests on them.
{notes}

{measured}

## Ratios at {second:,} works

{ratios}

## Cost

Each line is a process of its own. CPU and peak memory are those that the operating system counts.
Works a second are works divided by wall seconds. A ratio compares CPU seconds: landing with the
bare COPY, the transform and the peers with polars.

{cost}

- `landing` reads the works from pages in gzip, as OpenAlex sends them. `bare COPY` is one statement
  of DuckDB over the same pages and columns. It checks and hashes nothing and keeps no original.
- `{whole}` is the sum of seeds, staging, intermediate, marts and tests, with the start of dbt in
  each, and the largest of their peaks. Publication is not part of it.
- `pipeline, transform` is one run of the models that the peers' tables need: {targets} and their
  ancestors. The models that only label strings for `{labels}` are not part of it.
- The peers compute from the same landed Parquet: the team of each work, shares by venue and year
  and pooled, topics, adoption of accelerators and pre-trained models, and mixing of sectors. Their
  tables are compared with `marts.papers`, `marts.topic_teams` and `marts.metrics`, and no cost
  is stored if one differs: counts are equal, and numbers within 1e-9.
- The peers are given the sectors of each affiliation string, the phrases of topics, the names of
  pre-trained models, the periods, and two patterns. They read the texts that landing makes. They
  compute no interval. Each work is landed once and has a DOI, so they need no choice of a
  vintage and no match of titles. The pipeline does both.
- pandas gets its columns from DuckDB, because it reads no Parquet by itself.

![CPU seconds and peak memory by number of works]({figure})

*Synthetic works, medians of the runs. Both scales are logarithmic, so that a cost in proportion to
works has the slope of the diagonal.*

## Slopes

Between the two largest numbers of works. A power of 1 is a cost in proportion to works, a power of
2 a quadratic one.

{slopes}

## What fits

A straight line through `{whole}` at {first:,} and {second:,} works:

- Memory: {peak:,.0f} MiB at {second:,} works, and {memory:,.0f} MiB for each further million.
- Time: {cpu:,.0f} CPU seconds at {second:,} works, and {seconds:,.0f} for each further million.

The warehouse uses half of the memory (`COMPUTE_DIVIDE_MEMORY`), and a night has 12 hours. In
millions of works:

- in memory: {large:g} + (half of the memory - {peak:,.0f} MiB) / {memory:,.0f} MiB
- in a night: {large:g} + (12 x 3600 s x cores - {cpu:,.0f} s) / {seconds:,.0f} s

{fits}

The machines are examples. The lines go far beyond what was measured, and assume that all cores are
used. Beyond the memory, DuckDB writes to disk and goes on, slower: [README.md](../README.md) states
what a million works took with a limit of 1 GB, and ten million with 5 GB. The line of the cluster
assumes that Apache Spark needs the same CPU and memory for a work, which is not measured here.
"""


def medians(rows: Sequence[Row]) -> dict[int, dict[str, Cost]]:
    """Return the median cost of each stage by number of works, with the sum of dbt's stages."""
    found: dict[int, dict[str, Cost]] = {}
    for works in sorted({row.works for row in rows}):
        costs = {}
        for stage in dict.fromkeys(row.stage for row in rows if row.works == works):
            measured = [row for row in rows if (row.works, row.stage) == (works, stage)]
            costs[stage] = Cost(
                statistics.median(row.wall_s for row in measured),
                statistics.median(row.cpu_s for row in measured),
                statistics.median(row.peak_mib for row in measured),
            )
        parts = [costs[stage] for stage in DBT]
        costs[WHOLE] = Cost(
            sum(part.wall_s for part in parts),
            sum(part.cpu_s for part in parts),
            max(part.peak_mib for part in parts),
        )
        found[works] = {stage: costs[stage] for stage in STAGES}
    return found


def slope(costs: Mapping[int, Cost], attribute: str) -> tuple[float, float]:
    """Return the exponent, and the cost of a further million, from the two largest sizes."""
    first, second = sorted(costs)[-2:]
    low, high = getattr(costs[first], attribute), getattr(costs[second], attribute)
    power = math.log(high / low) / math.log(second / first)
    return power, (high - low) / (second - first) * MILLION


def table(head: str, lines: Iterator[str]) -> str:
    """Return a table in Markdown, with the first column to the left and numbers to the right."""
    columns = head.count("|")
    return "\n".join([f"| {head} |", "| --- " + "| --: " * columns + "|", *lines])


def cost_lines(found: Mapping[int, Mapping[str, Cost]]) -> Iterator[str]:
    """Yield a line for each number of works and stage."""
    for works, costs in found.items():
        for stage, cost in costs.items():
            base = {"landing": "bare COPY"} | dict.fromkeys(COMPARED, "polars")
            ratio = f"{cost.cpu_s / costs[base[stage]].cpu_s:.2f}" if stage in base else ""
            yield (
                f"| {NAMES.get(stage, stage)} | {works:,} | {cost.wall_s:,.1f} | {cost.cpu_s:,.1f}"
                f" | {cost.peak_mib:,.0f} | {works / cost.wall_s:,.0f} | {ratio} |"
            )


def slope_lines(found: Mapping[int, Mapping[str, Cost]]) -> Iterator[str]:
    """Yield a line for each stage whose cost grows with works."""
    for stage in STAGES:
        costs = {works: costs[stage] for works, costs in found.items()}
        cpu, peak = slope(costs, "cpu_s"), slope(costs, "peak_mib")
        # A rounded number, because a peak that falls a little would be printed as -0.
        yield f"| {NAMES.get(stage, stage)} | {cpu[0]:.2f} | {cpu[1]:,.1f} | {round(peak[1]):,} |"


def fit_lines(whole: Mapping[int, Cost]) -> Iterator[str]:
    """Yield a line for each machine, with the works that fit into its memory and into a night."""
    works = max(whole)
    cost = whole[works]
    _, seconds = slope(whole, "cpu_s")
    _, memory = slope(whole, "peak_mib")
    for name, (size, cores) in MACHINES.items():
        room = size * 1024 * PART_OF_MEMORY - cost.peak_mib
        # A cost that does not grow gives no limit.
        by_memory = works + room / memory * MILLION if memory > 0 else math.inf
        by_time = works + (NIGHT * cores - cost.cpu_s) / seconds * MILLION
        yield (
            f"| {name} | {size:,} | {cores} | {millions(by_memory)} |"
            f" {millions(by_time)} | {millions(min(by_memory, by_time))} |"
        )


def millions(works: float) -> str:
    """Write works in millions with two digits, because a line far beyond the data gives no more."""
    return f"{float(f'{works / MILLION:.2g}'):,.10g}"


def measured_lines(rows: Sequence[Row]) -> Iterator[str]:
    """Yield a line for each number of works, with machine and date of its measurement."""
    for works in sorted({row.works for row in rows}):
        last = [row for row in rows if row.works == works][-1]
        yield (
            f"- {works:,} works: {last.day}, {last.machine}, runs: {last.repeat}, commit"
            f" `{last.commit}`, {last.versions}"
        )


def ratio_lines(costs: Mapping[str, Cost]) -> Iterator[str]:
    """Yield the ratios to the bare COPY and to each peer."""
    landing, bare = costs["landing"], costs["bare COPY"]
    yield (
        f"- Landing has {bare.cpu_s / landing.cpu_s:.0%} of the speed of the bare"
        f" COPY by CPU, and {bare.wall_s / landing.wall_s:.0%} by wall time."
    )
    start, transform = costs["start of dbt"], costs["transform"]
    for peer in PEERS:
        cost = costs[peer]
        yield (
            f"- The transform takes {transform.cpu_s / cost.cpu_s:.1f} times the CPU of the peer in"
            f" {peer} ({(transform.cpu_s - start.cpu_s) / cost.cpu_s:.1f} without the start of"
            f" dbt), and {transform.wall_s / cost.wall_s:.1f} times the wall time"
            f" ({(transform.wall_s - start.wall_s) / cost.wall_s:.1f})."
        )


def page(rows: Sequence[Row], figure: str) -> str:
    """Return the page. Raises ValueError for fewer than two numbers of works."""
    found = medians(rows)
    if len(found) < 2:
        raise ValueError("a slope needs two numbers of works: measure another one")
    whole = {works: costs[WHOLE] for works, costs in found.items()}
    first, second = sorted(found)[-2:]
    notes = sorted({row.note for row in rows if row.note})
    return TEXT.format(
        notes="".join(f"\n**{note[0].upper()}{note[1:]}.**" for note in notes),
        measured="\n".join(measured_lines(rows)),
        ratios="\n".join(ratio_lines(found[second])),
        cost=table(
            "stage | works | wall, s | CPU, s | peak, MiB | works a second | ratio",
            cost_lines(found),
        ),
        slopes=table(
            "stage | power of CPU | CPU s a further million | MiB a further million",
            slope_lines(found),
        ),
        fits=table(
            "machine | memory, GiB | cores | millions in memory | millions in a night | both",
            fit_lines(whole),
        ),
        targets=", ".join(f"`{name}`" for name in TARGETS),
        labels=LABELS,
        whole=WHOLE,
        figure=figure,
        first=first,
        second=second,
        large=second / MILLION,
        peak=whole[second].peak_mib,
        cpu=whole[second].cpu_s,
        memory=slope(whole, "peak_mib")[1],
        seconds=slope(whole, "cpu_s")[1],
    )


def draw(rows: Sequence[Row], path: Path) -> None:
    """Draw CPU seconds and peak memory by number of works."""
    names = {stage: NAMES.get(stage, stage) for stage in DRAWN}
    panels = {"cpu_s": "CPU seconds", "peak_mib": "peak memory, MiB"}

    def grouped(values: Sequence[float]) -> list[str]:
        return [f"{value:,.0f}" for value in values]

    points = pd.DataFrame(
        [
            (works, names[stage], panel, getattr(costs[stage], attribute))
            for works, costs in medians(rows).items()
            for stage in DRAWN
            for attribute, panel in panels.items()
        ],
        columns=["works", "stage", "panel", "cost"],
    )
    points["stage"] = pd.Categorical(points["stage"], list(names.values()))
    plot = (
        p9.ggplot(points, p9.aes("works", "cost", color="stage", shape="stage"))
        + p9.geom_line()
        + p9.geom_point(size=POINT_SIZE)
        + p9.facet_wrap("panel", scales="free_y", ncol=1)
        + p9.scale_x_log10(breaks=sorted(set(points["works"])), labels=grouped)
        + p9.scale_y_log10(labels=grouped)
        + p9.scale_color_manual([COLOURS[name] for name in DRAWN.values()])
        + p9.scale_shape_manual([SHAPES[name] for name in MARKS])
        + p9.labs(x="synthetic works", y="", color="", shape="")
        + ReportTheme(6)
        + p9.theme(legend_position="top", legend_direction="horizontal")
        + p9.guides(color=p9.guide_legend(nrow=2), shape=p9.guide_legend(nrow=2))
    )
    plot.save(path, dpi=150, verbose=False)


def main() -> None:
    """Write the page and its figure, and print the table of costs."""
    rows = read_rows(RESULTS)
    figure = PAGE.with_suffix(".png")
    PAGE.write_text(page(rows, figure.name), encoding="utf-8")
    draw(rows, figure)
    print("\n".join(cost_lines(medians(rows))))


if __name__ == "__main__":
    main()
