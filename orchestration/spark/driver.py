"""Builds the dbt models on Apache Spark, from the landed files of an installation.

dbt-spark uses the active session, so this driver prepares one: settings, views over the landed
files, seeds, and the functions of ``dbt_project/plugins``. Landing, histories and publication stay
on DuckDB.
"""

from __future__ import annotations

import math
import os
import re
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import duckdb
from agate import MaxPrecision, Table
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt.contracts.graph.manifest import Manifest
from dbt.contracts.graph.nodes import SeedNode
from dbt_common.clients.agate_helper import from_csv
from duckdb.sqltypes import DuckDBPyType
from pyspark.sql import SparkSession

from orchestration.settings import DBT_PROJECT, Settings

# Models that read the histories, which dbt keeps as snapshots in the DuckDB file.
ONLY_DUCKDB = "tag:only_duckdb"
PLUGINS = DBT_PROJECT / "plugins"
MODULES = ("statistical_functions", "topic_functions", "text_functions")
# DuckDB's meaning of an expression: a backslash in a text is a backslash.
SETTINGS = {
    "spark.sql.parser.escapedStringLiterals": "true",
    "spark.sql.session.timeZone": "UTC",
    # Planning a query of many steps would take longer than the query.
    "spark.sql.constraintPropagation.enabled": "false",
}
# Tasks and compiled code cost more than they save where tables are small.
LOCAL_SETTINGS = {
    "spark.default.parallelism": "1",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.driver.memory": "3g",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.files.minPartitionNum": "1",
    "spark.sql.files.openCostInBytes": "0",
    "spark.sql.shuffle.partitions": "1",
    "spark.ui.enabled": "false",
}
FILES = re.compile(r"read_(?:parquet|json)\('([^']+)'")
FIELD = re.compile(r"\"?(\w+)\"? := '([^']+)'")
SEED_TYPES = {
    "Boolean": "boolean",
    "Date": "date",
    "ISODateTime": "timestamp",
    "Integer": "int",
    "Number": "double",
    "Text": "string",
}
TYPES = {"varchar": "string", "hugeint": "decimal(38,0)"}


def local_session(folder: Path, master: str = "local[2]") -> SparkSession:
    """Start a session on this machine, which keeps its tables in a folder."""
    # Workers run the same Python, with the same libraries.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(master).appName("Compute Divide")
    builder = builder.config(map=LOCAL_SETTINGS)
    return builder.config("spark.sql.warehouse.dir", folder.as_uri()).getOrCreate()


def build(session: SparkSession, settings: Settings, *arguments: str, raw: str = "") -> bool:
    """Build the models in the session; return whether all were built.

    ``raw`` is the address of the landed files, if it is not the folder of the settings.
    """
    for name, value in SETTINGS.items():
        session.conf.set(name, value)
    os.environ.update(settings.dbt_environment() | {"DBT_TARGET_PATH": str(_target(settings))})
    manifest = cast("Manifest", _dbt("parse").result)
    _register_functions(session)
    _register_raw(session, manifest, raw or str(settings.raw))
    _load_seeds(session, manifest)
    return _dbt("run", "--exclude", ONLY_DUCKDB, *arguments, manifest=manifest).success


def _target(settings: Settings) -> Path:
    return settings.dbt_target / "spark"


def _dbt(command: str, *arguments: str, manifest: Manifest | None = None) -> dbtRunnerResult:
    folders = ("--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT))
    runner = dbtRunner(manifest=manifest)
    done = runner.invoke([command, *folders, "--target", "spark", *arguments])
    if done.exception is not None:
        raise done.exception
    return done


def _register_functions(session: SparkSession) -> None:
    """Register the functions of the plugins under the names that they have in DuckDB."""
    if str(PLUGINS) not in sys.path:
        sys.path.append(str(PLUGINS))
    for name in MODULES:
        session.sparkContext.addPyFile(str(PLUGINS / f"{name}.py"))
        for function, (call, arguments, result) in import_module(name).FUNCTIONS.items():
            session.udf.register(function, _null_safe(call, arguments), _spark_type(result))


def _null_safe(call: Callable[..., Any], arguments: Sequence[str]) -> Callable[..., Any]:
    """Return null for a null argument, as DuckDB does. A literal such as 0.975 is a Decimal."""
    places = [place for place, kind in enumerate(arguments) if kind == "DOUBLE"]

    def called(*values: object) -> object:
        if any(value is None for value in values):
            return None
        given = [
            float(cast("float", value)) if place in places else value
            for place, value in enumerate(values)
        ]
        result = call(*given)
        # DuckDB takes a function's NaN as null.
        return None if isinstance(result, float) and math.isnan(result) else result

    return called


def _spark_type(name: str) -> str:
    """Return Spark's name of one of DuckDB's types."""
    return _named_type(duckdb.sqltype(name))


def _named_type(kind: DuckDBPyType) -> str:
    if kind.id not in ("list", "struct"):
        return TYPES.get(kind.id, kind.id)
    parts = [(name, _named_type(cast("DuckDBPyType", part))) for name, part in kind.children]
    if kind.id == "list":
        return f"array<{parts[0][1]}>"
    return f"struct<{', '.join(f'`{name}`: {part}' for name, part in parts)}>"


def _register_raw(session: SparkSession, manifest: Manifest, raw: str) -> None:
    """Register the landed files of each source as a view, without the rows that are set aside."""
    for source in manifest.sources.values():
        location = source.config.meta.get("external_location", "")
        globs = [f"{raw}/{glob}" for glob in FILES.findall(location)]
        if not globs:
            continue
        schema = ", ".join(f"`{n}` {_spark_type(kind)}" for n, kind in FIELD.findall(location))
        name = f"{source.schema}.{source.identifier}"
        session.sql(f"create database if not exists {source.schema}")
        for suffix, glob in zip(("", "_set_aside"), globs, strict=False):
            _register_files(session, f"{name}_files{suffix}", glob, schema)
        rest = "left anti join {0}_files_set_aside using (snapshot_id, part, source_row)"
        session.sql(
            f"create or replace view {name} as select * from {name}_files "
            + (rest.format(name) if len(globs) > 1 else "")
        )


def _register_files(session: SparkSession, name: str, glob: str, schema: str) -> None:
    options = {"path": glob, "mergeSchema": "true", "multiLine": str(not glob.endswith("l"))}
    listed = ", ".join(f"'{key}' '{value}'" for key, value in options.items())
    kind = "parquet" if glob.endswith(".parquet") else "json"
    session.sql(f"drop table if exists {name}")
    declared = f"({schema})" if schema else ""
    session.sql(f"create table {name} {declared} using {kind} options ({listed})")


def _load_seeds(session: SparkSession, manifest: Manifest) -> None:
    """Load each seed from its CSV file, with the types that dbt gives its columns."""
    for seed in manifest.nodes.values():
        if not isinstance(seed, SeedNode):
            continue
        declared = seed.config.column_types
        read = from_csv(DBT_PROJECT / seed.original_file_path, text_columns=declared)
        kinds = {column.name: _seed_type(read, place) for place, column in enumerate(read.columns)}
        kinds |= {name: _spark_type(kind) for name, kind in declared.items()}
        rows = [[None if one is None else str(one) for one in row] for row in read.rows]
        texts = session.createDataFrame(rows, ", ".join(f"`{name}` string" for name in kinds))
        columns = [f"cast(`{name}` as {kind}) as `{name}`" for name, kind in kinds.items()]
        session.sql(f"create database if not exists {seed.schema}")
        table = f"{seed.schema}.{seed.identifier}"
        texts.selectExpr(*columns).write.mode("overwrite").saveAsTable(table)


def _seed_type(read: Table, place: int) -> str:
    """Return the type of a column of a seed whose configuration names none, as dbt does."""
    kind = type(read.columns[place].data_type).__name__
    if kind == "Number" and not read.aggregate(MaxPrecision(place)):
        return SEED_TYPES["Integer"]
    return SEED_TYPES[kind]
