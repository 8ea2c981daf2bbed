"""Answer with a reader's own rows in the tables of rules, beside the answers of the publication.

A copy of the code gets the rows and runs as it is, in a home of its own, from the stored files.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import duckdb
import yaml

from ingestion.errors import IngestionError
from ingestion.landing.csv_file import csv_rows, write_csv
from ingestion.landing.schema import literal
from ingestion.venues import EDITIONS
from orchestration.cli.report import Options, run_jobs
from orchestration.run import news
from orchestration.run import settings as configuration
from orchestration.run.settings import DBT, DBT_PROJECT, ROOT, Settings
from orchestration.run.warehouse import warehouse_lock

REMOVE, YES = "remove", "yes"
# A label has one row for each of its sectors, and a reader's rows replace all of them.
REPLACED_BY = {"sector_label": ["label"]}
SEED_RULES = "seeds/metrics/_metrics__seeds.yml"
TABLES = ("path:seeds", "int_metrics", "stg_venues__editions")
Row = dict[str, str]


def tables() -> dict[str, tuple[Path, list[str]]]:
    """Return the file and the key of each table of rules: dbt's seeds, and the field's editions."""
    found = {EDITIONS.stem: (EDITIONS, ["venue", "year"])}
    seeds = {file.stem: file for file in (DBT_PROJECT / "seeds").glob("*/*.csv")}
    shapes = _shapes()
    for name in shapes.keys() & seeds.keys():
        found[name] = seeds[name], REPLACED_BY.get(name, shapes[name]["grain"])
    return found


def _shapes() -> dict[str, Any]:
    """Return the rules of each seed, which dbt tests."""
    read = yaml.safe_load((DBT_PROJECT / SEED_RULES).read_text(encoding="utf-8"))
    tests = [test for seed in read["seeds"] for test in seed.get("data_tests", ())]
    return dict(tests[0]["shapes"]["arguments"]["tables"])


def merge(rules: Path, code: Path) -> list[str]:
    """Put the rows of a folder into a copy of the code; return a sentence for each table.

    A row replaces ours with its key, or is new. ``yes`` in a column ``remove`` removes ours only.
    Raises IngestionError for a file without a table, and for a row that cannot be in its table.
    """
    known, sentences = tables(), []
    for file in sorted(rules.glob("*.csv")):
        if file.stem not in known:
            names = ", ".join(sorted(known))
            raise IngestionError(file, f"no table of ours has this name: choose one of {names}")
        path, key = known[file.stem]
        old, new = _rows(path), _rows(file)
        _check(file, path, key, new)
        theirs = {_key(key, row) for row in new}
        kept = [row for row in old if _key(key, row) not in theirs]
        added = [row for row in new if not row.get(REMOVE)]
        write_csv(code / path.relative_to(ROOT), list(old[0]), [*kept, *added])
        replaced = f"in place of {len(old) - len(kept)} of our {len(old)}"
        sentences.append(f"{file.name}: {len(added)} rows {replaced}")
    if not sentences:
        raise IngestionError(rules, "holds no CSV file: name one after a table of ours")
    return sentences


def _check(file: Path, path: Path, key: list[str], rows: list[Row]) -> None:
    """Raise IngestionError for other columns than ours, and for a cell of another type."""
    ours = duckdb.read_csv(str(path), header=True)
    typed = dict(zip(ours.columns, map(str, ours.types), strict=True))
    if {*next(csv_rows(file, str(file)))} - {REMOVE} != {*typed}:
        raise IngestionError(file, f"correct the heading line to {','.join(typed)}")
    shipped = {_key(key, row) for row in _rows(path)}
    for number, row in enumerate(rows, start=1):
        if row.get(REMOVE) and (row[REMOVE] != YES or _key(key, row) not in shipped):
            rule = f"write {YES!r} only where a row of ours has this {', '.join(key)}"
            raise IngestionError(file, rule, column=REMOVE, row=number)
        for column in (column for column in typed if row[column]):
            cast = f"select try_cast(? as {typed[column]}) is null"
            if duckdb.execute(cast, [row[column]]).fetchall() == [(True,)]:
                rule = f"{row[column]!r} is not {typed[column].lower()}: correct it"
                raise IngestionError(file, rule, column=column, row=number)


def _rows(path: Path) -> list[Row]:
    headings, *rows = csv_rows(path, str(path))
    return [dict(zip(headings, row, strict=True)) for row in rows]


def _key(columns: list[str], row: Row) -> tuple[str, ...]:
    return tuple(row[column] for column in columns)


def run(settings: Settings, rules: Path) -> None:
    """Print and write the answers before and after. Raises IngestionError if nothing can run.

    Nothing is replaced: each call has a new folder in the home, and the rules lie outside.
    """
    if rules.resolve().is_relative_to(settings.home):
        raise IngestionError(rules, f"is inside {settings.home}: move your rules to another folder")
    if not news.is_published(settings):
        way = "run `compute-divide report` first"
        raise IngestionError(
            settings.home, f"this code has not published the stored files yet: {way}"
        )
    name = re.sub(r"\W+", "-", rules.resolve().name)
    home = settings.home / "what-if" / f"{name}-{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S%f}"
    what_if, code = replace(settings, home=home), home / "code"
    code.mkdir(parents=True)
    ignored = shutil.ignore_patterns(*news.COMPILED)
    for folder in news.CODE:
        shutil.copytree(ROOT / folder, code / folder, ignore=ignored)
    try:
        rows = merge(rules, code)
    except IngestionError:
        shutil.rmtree(home)
        raise
    before = what_if.published / settings.latest.resolve().name
    with warehouse_lock(settings.warehouse.parent, click.echo):
        # Links share the files, which a run only ever replaces, so those of this home stay.
        shutil.copytree(settings.raw, what_if.raw, copy_function=os.link)
        shutil.copytree(settings.latest.resolve(), before, copy_function=os.link)
    configuration.configure(what_if)  # dbt's variables lead to the new home
    own = {"HOME": str(home), "SOURCES": settings.sources, "SITE": ""}
    os.environ |= {f"COMPUTE_DIVIDE_{name}": value for name, value in own.items()}
    os.environ["PYTHONPATH"] = str(code)
    for name in ("DAGSTER_HOME", "DAGSTER_POSTGRES"):  # the history of runs is of the new home too
        os.environ.pop(name, None)
    if faults := list(_faults(what_if, rules, code)):
        raise IngestionError(rules, f"nothing ran, because rows break rules: {'; '.join(faults)}")
    command = [sys.executable, "-m", __name__, rules.name]
    if subprocess.run(command, cwd=code, check=False).returncode:  # noqa: S603 - fixed arguments
        raise SystemExit(1)
    from reports.publication.comparison import compare
    from reports.site.write import write_comparison

    text = compare(before, what_if.latest, name, rows)
    write_comparison(home / "what-if.html", text)
    click.echo(f"\n{text}\n\nPage: {home / 'what-if.html'}")


def _faults(settings: Settings, rules: Path, code: Path) -> Iterator[str]:
    """Build the tables of rules with their tests, and yield a sentence for each broken rule."""
    command = [DBT, "build", "--quiet", "--indirect-selection", "cautious", "--select", *TABLES]
    folder = code / DBT_PROJECT.name
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True)  # noqa: S603 - fixed
    if done.returncode:
        results = json.loads((settings.dbt_target / "run_results.json").read_bytes())["results"]
        with duckdb.connect() as warehouse:  # dbt's queries have this name
            warehouse.execute(f"attach {literal(settings.warehouse)} as warehouse (read_only)")
            for result in results:
                if result["status"] == "error":
                    yield f"{result['unique_id']}: {result['message']}"
                elif result["status"] == "fail":
                    broken = warehouse.sql(result["compiled_code"])
                    for row in broken.fetchall():
                        name = result["unique_id"].split(".")[2]
                        yield _sentence(rules, name, dict(zip(broken.columns, row, strict=True)))


def _sentence(rules: Path, test: str, broken: Mapping[str, Any]) -> str:
    """Say which row of a reader breaks a rule, or that one of ours does without another."""
    table, rule = broken.get("table_name", ""), broken.get("rule", test)
    example = broken.get("example") or ", ".join(map(str, broken.values()))
    known = tables()
    for file in sorted(rules.glob(f"{table or '*'}.csv")):
        for number, row in enumerate(_rows(file), start=1):
            cells = {name: f"{name} {cell or 'null'}" for name, cell in row.items()}
            is_named = all(cells[name] in example for name in known[file.stem][1])
            if is_named or {example, *broken.values()} & {*cells.values(), *row.values()}:
                return f"{file}, row {number}: {rule} ({example}): correct or delete the row"
    return f"{table}: {rule} ({example}): a row of ours needs what yours replace or remove"


@click.command()
@click.argument("rules")
def build(rules: str) -> None:
    """Run the copy of the code. What compares with the last publication stops nothing."""
    from orchestration.judge.moves import limits

    settings = configuration.load()
    configuration.prepare(settings)
    accept = [f"{limit.table}.{limit.check}" for limit in limits()]
    run_jobs(settings, Options(accept=" ".join(accept), reason=f"what if: {rules}", is_stored=True))


if __name__ == "__main__":
    build()
