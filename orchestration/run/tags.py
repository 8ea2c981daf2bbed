"""What a run says of itself in Dagster's page of runs, where a filter finds it by its tags."""

from __future__ import annotations

from textwrap import shorten

import dagster as dg

PREFIX = "compute_divide/"
STARTED_BY = f"{PREFIX}started_by"
DATA_VERSION = f"{PREFIX}data_version"  # of what a run builds
NEW_FILES = f"{PREFIX}new_files"
TABLES = f"{PREFIX}tables"
REFUSED = f"{PREFIX}refused_by"
PUBLISHED, PAGE = f"{PREFIX}published", f"{PREFIX}page"
# The tag of a run that `compute-divide report` began, with its home.
TERMINAL = f"{PREFIX}terminal"
NOTHING = "nothing"
# A filter and a page of runs show so much of a tag.
LONGEST = 1_000
STARTERS = {
    "dagster/schedule_name": "the schedule {}",
    "dagster/sensor_name": "the sensor {}",
    TERMINAL: "compute-divide report",
    "dagster/from_ui": "the Dagster UI",
}


def begin(instance: dg.DagsterInstance, run: dg.DagsterRun) -> None:
    """State who started a run, and that it has published nothing yet."""
    found = (text.format(run.tags[tag]) for tag, text in STARTERS.items() if tag in run.tags)
    starter = next(found, "Dagster's command line")
    instance.add_run_tags(run.run_id, {STARTED_BY: starter, PUBLISHED: NOTHING})


def say(
    context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext, tags: dict[str, str]
) -> None:
    """State on a run what it did. A long text is cut."""
    cut = {tag: shorten(text, LONGEST, placeholder=" …") for tag, text in tags.items()}
    context.instance.add_run_tags(context.run.run_id, cut)
