"""Builders of tiny input files and runs."""

from __future__ import annotations

import csv
import datetime as dt
import functools
import gc
import gzip
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, chdir
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import duckdb
import yaml

from ingestion.landing.files import SourceFile
from ingestion.landing.schema import Source
from ingestion.landing.set_aside import update_set_aside
from ingestion.landing.snapshots import Landing, connect, initialise_source, land
from ingestion.refresh import land_directory
from ingestion.run import RefreshRun
from orchestration.build.manifest import manifest
from orchestration.run.settings import DBT_PROJECT, NO_TELEMETRY, RECORD_SOURCES, Settings

if TYPE_CHECKING:
    from dagster import ExecuteInProcessResult

ROOT = Path(__file__).resolve().parent.parent
NOW = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
_OPEN = ExitStack()
Write = Callable[[str, str | bytes], Path]
"""The fixture ``write``."""


@functools.cache
def _database() -> duckdb.DuckDBPyConnection:
    database = _OPEN.enter_context(connect())
    # Files of tests are tiny, and threads that wait for each other cost more than they save.
    database.execute("set threads = 1")
    return database


def connected() -> duckdb.DuckDBPyConnection:
    """Connect to the one in-memory DuckDB of this process, because each new one takes 25 ms."""
    return _database().cursor()


def run_environment(home: Path, sources: str) -> dict[str, str]:
    """Return the environment of a run that has its state under ``home``."""
    base = {k: v for k, v in os.environ.items() if k not in ("DAGSTER_HOME", "PYTEST_CURRENT_TEST")}
    settings = {"COMPUTE_DIVIDE_HOME": str(home), "COMPUTE_DIVIDE_SOURCES": sources}
    return {**base, **NO_TELEMETRY, **settings}


def run_refresh(home: Path, sources: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the refresh as ``make report`` does."""
    return subprocess.run(
        [sys.executable, "-m", "orchestration", *arguments],
        cwd=ROOT,
        env=run_environment(home, sources),
        capture_output=True,
        text=True,
        check=False,
    )


def job_lines(job: str) -> list[str]:
    """Return the commands of a job of the workflow `test`."""
    workflow = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8"))
    return [
        line for step in workflow["jobs"][job]["steps"] for line in step.get("run", "").splitlines()
    ]


def materialized(home: Path) -> subprocess.CompletedProcess[str]:
    """Run each line of the job `materialize` as it stands there, over the record."""
    environment = run_environment(home, RECORD_SOURCES) | {"DAGSTER_HOME": str(home / "dagster")}
    for line in job_lines("materialize"):
        done = subprocess.run(
            ["bash", "-ec", line], cwd=ROOT, env=environment, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        if done.returncode:
            break
    return done


def run_dbt(
    settings: Settings, *arguments: str, project: Path = DBT_PROJECT
) -> subprocess.CompletedProcess[str]:
    """Run dbt in an installation, in this process: a new one takes 4 CPU seconds to start."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner
    from dbt_common.events.base_types import EventMsg

    said = list[str]()

    def hear(event: EventMsg) -> None:
        if event.info.level != "debug":
            said.append(event.info.msg)

    command = [arguments[0], "--project-dir", str(project), *arguments[1:]]
    with chdir(DBT_PROJECT), mock.patch.dict(os.environ, settings.dbt_environment()):
        parsed = manifest(settings) if project == DBT_PROJECT else None
        done = dbtRunner(parsed, callbacks=[hear]).invoke(command)
    # dbt keeps the file open, which would exclude readers in this process.
    DuckDBConnectionManager.close_all_connections()
    gc.collect()
    text = "\n".join([*said, str(done.exception or "")])
    return subprocess.CompletedProcess(arguments, 1 - done.success, text, "")


def copied(home: Path, folder: Path, sources: str = RECORD_SOURCES) -> Settings:
    """Copy a home, because dbt may not write while another test reads."""
    settings, source = Settings(folder, sources), Settings(home, sources)
    shutil.copytree(source.raw, settings.raw)
    settings.warehouse.parent.mkdir()
    (settings.published / "old").mkdir(parents=True)
    shutil.copy(source.warehouse, settings.warehouse)
    return settings


def list_of_a_user() -> str:
    """Return the list of papers that the README of the source ``lists`` shows."""
    readme = (ROOT / "ingestion/sources/lists/README.md").read_text(encoding="utf-8")
    return readme.partition("```csv\n")[2].partition("```")[0]


def csv_text(rows: Sequence[dict[str, Any]]) -> str:
    """Write rows as CSV, with the keys of the first row as its headings."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def hardware(**changes: Any) -> dict[str, Any]:
    """Return a synthetic row in the shape of Epoch's table of hardware."""
    row = {
        "Hardware name": "Acme One",
        "Manufacturer": "Acme",
        "Type": "GPU",
        "Release date": "2017-07-01",
        "Tensor-FP16/BF16 performance (FLOP/s)": "120000000000000.0",
        "FP32 (single precision) performance (FLOP/s)": "15000000000000.0",
        "FP16 (half precision) performance (FLOP/s)": "3e+13",
    }
    return {**row, **changes}


def model(**changes: Any) -> dict[str, Any]:
    """Return a synthetic row in the shape of Epoch's lists."""
    row = {
        "Model": "Synthetic-1",
        "Organization": "Example University",
        "Publication date": "2021-05-06",
        "Training compute (FLOP)": "1.5e20",
        "Organization categorization": "Academia",
        "Notability criteria": "SOTA improvement",
    }
    return {**row, **changes}


def list_of_models(number: int) -> str:
    """Return a synthetic list with so many models."""
    return csv_text([model(Model=f"Synthetic-{n}") for n in range(number)])


def failure(result: ExecuteInProcessResult) -> str:
    """Return the reason of the only step that failed."""
    (event,) = (event for event in result.all_events if event.is_step_failure)
    data = event.step_failure_data.user_failure_data
    return data.description or "" if data else event.step_failure_data.error_display_string


def paper(**changes: Any) -> dict[str, Any]:
    """Return a synthetic record in the shape of Paper Copilot's lists."""
    record = {
        "id": "p1",
        "title": "A synthetic paper",
        "status": "Poster",
        "author": "Ada One; Bob Two",
        "aff": "Example University; Example University",
    }
    return {**record, **changes}


def gzipped_json(value: Any) -> bytes:
    """Return gzipped JSON with a fixed time, so that equal content gives equal bytes."""
    return gzip.compress(json.dumps(value).encode(), mtime=0)


def zip_of(members: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip with fixed times, so that equal members give equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, compression)
    return out.getvalue()


def listed_systems(
    rmax: float, heading: str, n: int = 500, first: int = 1, **changes: Any
) -> list[dict[str, Any]]:
    """Return the systems of a TOP500 list with equal Rmax. The first ones are academic."""
    row = {
        "Site": "Example", "Country": "France", "Segment": "Industry", heading: rmax / n,
        "Accelerator/Co-Processor": "None", "Power (kW)": 0, **changes,
    }  # fmt: skip
    academic = {"Segment": "Academic", "Accelerator/Co-Processor": "ACME", "Power (kW)": 20}
    return [
        {"Rank": rank, **row, **(academic if rank <= first else {})} for rank in range(1, n + 1)
    ]


def xlsx_of(rows: Sequence[dict[str, Any]]) -> bytes:
    """Return a spreadsheet with one sheet of texts."""
    cell = '<c t="inlineStr"><is><t>{}</t></is></c>'
    lines = [list(row) for row in rows[:1]] + [list(row.values()) for row in rows]
    cells = "".join(f"<row>{''.join(map(cell.format, line))}</row>" for line in lines)
    main, office = "http://schemas.openxmlformats.org", "officeDocument/2006/relationships"
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    relation = '<Relationships xmlns="{0}/package/2006/relationships"><Relationship Id="r1" Type="{0}/{1}/{2}" Target="{3}"/></Relationships>'  # noqa: E501
    return zip_of(
        {
            "[Content_Types].xml": f'<Types xmlns="{main}/package/2006/content-types"><Default'
            ' Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships'
            f'+xml"/><Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>'
            f'<Override PartName="/xl/sheet.xml" ContentType="{types}.worksheet+xml"/></Types>',
            "_rels/.rels": relation.format(main, office, "officeDocument", "xl/workbook.xml"),
            "xl/workbook.xml": f'<workbook xmlns="{main}/spreadsheetml/2006/main" xmlns:r="{main}/'
            f'{office}"><sheets><sheet name="67" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relation.format(main, office, "worksheet", "sheet.xml"),
            "xl/sheet.xml": f'<worksheet xmlns="{main}/spreadsheetml/2006/main"><sheetData>{cells}'
            "</sheetData></worksheet>",
        }
    )


def source_file(path: Path, name: str, vintage: str = "2026-01-01") -> SourceFile:
    """Return a file as discovery would describe it."""
    return SourceFile(
        path=path,
        name=name,
        url="https://example.org/data",
        licence="CC0-1.0",
        vintage=dt.date.fromisoformat(vintage),
        vintage_rule="file name",
        publisher="Example",
        citation="Example data.",
        retrieved_at=NOW,
    )


def land_file(
    path: Path,
    source: Source,
    raw: Path,
    name: str | None = None,
    vintage: str = "2026-01-01",
) -> Landing:
    """Land one file under ``raw``, ready for dbt."""
    with connected() as connection:
        initialise_source(connection, raw, source)
        (landing,) = land(connection, [source_file(path, name or path.name, vintage)], source, raw)
        update_set_aside(connection, raw, source)
        return landing


def land_folder(
    folder: Path, source: Source, raw: Path, log: Callable[[str], None] = print
) -> list[str]:
    """Land the files of a folder as a run does, and return the status of each."""
    with connect() as connection:
        landings = land_directory(connection, RefreshRun(source, raw, log), folder)
    return [landing.status for landing in landings]


def stored(raw: Path, source: Source, columns: str) -> list[tuple[Any, ...]]:
    """Return columns of the stored rows of a source."""
    files = f"{raw}/{source.name}/2*/{source.table}.parquet"
    query = f"select {columns} from read_parquet(?, union_by_name = true) order by source_row"
    return duckdb.execute(query, [files]).fetchall()
