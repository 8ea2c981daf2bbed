"""Builds the models of ``works/`` on Apache Spark, as a part of a run."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb

from ingestion.landing.schema import literal
from orchestration.settings import DBT_PROJECT, ROOT, Settings
from orchestration.spark.translate import to_spark

FOLDER = "works/"


def build_tables(settings: Settings) -> None:
    """Build the tables of ``works/`` with the command of COMPUTE_DIVIDE_SPARK.

    dbt compiles the models, and the command gets the file of their queries for Spark. Raises
    Failure if dbt or the command fails.
    """
    folder = settings.spark_tables
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    dbt = str(Path(sys.executable).with_name("dbt"))
    environment = settings.dbt_environment() | {"DBT_TARGET_PATH": str(folder / "target")}
    _run([dbt, "--quiet", "seed"], DBT_PROJECT, environment)
    # Some models read seeds while dbt compiles them.
    selection = f"+path:models/{FOLDER}"
    _run([dbt, "--quiet", "compile", "--select", selection], DBT_PROJECT, environment)
    manifest = json.loads((folder / "target/manifest.json").read_text(encoding="utf-8"))
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute("set file_search_path = ?", [str(settings.raw)])
        steps = [*_steps(manifest, connection, settings.raw, folder)]
    file = folder / "steps.json"
    file.write_text(json.dumps(steps, indent=1), encoding="utf-8")
    _run([*shlex.split(settings.spark), str(file)], ROOT, {})


def _run(command: list[str], folder: Path, environment: Mapping[str, str]) -> None:
    line = shlex.join(command)
    try:
        process = subprocess.run(  # noqa: S603 - the operator chooses the command
            command, cwd=folder, env={**os.environ, **environment}, check=False
        )
    except OSError as error:
        raise dg.Failure(f"{line} does not start: {error}", allow_retries=False) from error
    if process.returncode:
        reason = f"{line} ended with status {process.returncode}: its output is above"
        raise dg.Failure(reason, allow_retries=False)


def _steps(
    manifest: Mapping[str, Any], connection: duckdb.DuckDBPyConnection, raw: Path, folder: Path
) -> Iterator[dict[str, str]]:
    """Yield name and query of each relation that Spark needs, and the folder of a table's files.

    Spark reads landed Parquet itself. Seeds and manifests are small, and DuckDB copies them.
    """
    nodes = manifest["nodes"] | manifest["sources"]
    sources = {node["relation_name"]: node["name"] for node in manifest["sources"].values()}
    for node in (nodes[key] for key in _needed(nodes)):
        name, relation, path = node["name"], node["relation_name"], ""
        if node["resource_type"] == "model":
            query = node["compiled_code"]
            for location, source in sources.items():
                query = query.replace(location, source)
            query = to_spark(query, raw)
            path = str(folder / name) if node["config"]["materialized"] != "view" else ""
        elif "read_parquet" in relation:
            query = to_spark(f"select * from {relation}", raw)
        else:
            file = str(folder / f"{name}.parquet")
            connection.execute(f"copy (from {relation}) to {literal(file)}")
            query = f"select * from parquet.`{file}`"
        yield {"name": name, "query": query, "folder": path}


def _needed(nodes: Mapping[str, Any]) -> Iterable[str]:
    """Return the models of ``works/`` and all that they read, parents first."""
    parents: dict[str, list[str]] = {}
    keys = [key for key, node in nodes.items() if node["path"].startswith(FOLDER)]
    while keys:
        key = keys.pop()
        parents[key] = nodes[key].get("depends_on", {}).get("nodes", [])
        keys += [parent for parent in parents[key] if parent not in parents]
    return TopologicalSorter(parents).static_order()
