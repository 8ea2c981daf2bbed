"""Runs the command that builds the tables on Apache Spark, as a part of a run."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess

import dagster as dg

from orchestration.settings import ROOT, Settings


def build_tables(settings: Settings) -> None:
    """Build all tables with the command of COMPUTE_DIVIDE_SPARK; its output is that of the run.

    The tables of an earlier build are deleted first. Raises Failure if the command cannot start or
    fails, or if it wrote no tables to the folder from which DuckDB reads them.
    """
    stated = f"COMPUTE_DIVIDE_SPARK={settings.spark!r}"
    # A command that writes elsewhere must not publish the tables of an earlier build.
    shutil.rmtree(settings.spark_tables, ignore_errors=True)
    try:
        done = subprocess.run(  # noqa: S603 - the operator chooses the command
            shlex.split(settings.spark),
            cwd=ROOT,
            env={**os.environ, **settings.dbt_environment()},
            check=False,
        )
    except (OSError, ValueError) as error:  # ValueError: a quotation without an end
        raise dg.Failure(f"{stated} does not start: {error}", allow_retries=False) from error
    if done.returncode:
        reason = f"{stated} ended with status {done.returncode}: its output is above"
        raise dg.Failure(reason, allow_retries=False)
    if not (settings.spark_tables / "marts.db").is_dir():
        reason = (
            f"{stated} wrote no tables to {settings.spark_tables}: set spark.sql.warehouse.dir to"
            " this folder, and let this machine read it"
        )
        raise dg.Failure(reason, allow_retries=False)
