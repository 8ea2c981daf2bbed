"""Reduce OpenAlex's release to facts, one task a part: by processes, or by Spark on many machines.

The publisher's manifest says which parts there are. Each part's facts are one file, which appears
in one rename and says by which bytes and code it was made, so a later run reads only what is new.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import sys
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from ingestion.errors import IngestionError
from ingestion.landing.csv_file import write_csv
from ingestion.landing.files import MANIFEST
from ingestion.landing.schema import literal
from ingestion.landing.snapshots import connect, sha256
from ingestion.sources.openalex.source import SOURCE
from orchestration.cli.parts import POPULATION, Done, Task, code_mark, population, reduce_part

PUBLISHED, WORKS = "manifest.json", "/works/updated_date="
REMOTE = ("s3://", "https://")
# A worker that is killed is repeated: the part that it read may need more memory than there is.
ATTEMPTS = 3
# The newest version of a work is that of the latest folder, also if it is left out there. Of equal
# folders, the last part counts. Works that the publisher has merged into others leave.
FACTS = """
with every as (
    select work, updated, filename, left_out is null as is_kept
    from read_parquet({files}, filename = true)
),
newest as (
    select work, max_by(filename, (updated, filename)) as filename
    from every
    where work in (select work from every where is_kept) and work not in (select work from merged)
    group by work
)
select {columns}
from read_parquet({files}, filename = true) as facts
inner join newest on facts.work = newest.work and facts.filename = newest.filename
where facts.left_out is null
order by facts.mentions, facts.tags, facts.work
"""
COLUMNS = (
    "title_key", "venue", "year", "outcome", "author_count", "slot_count", "mentions", "tags",
    "work as work_id", '"domain"',
)  # fmt: skip


class Result(NamedTuple):
    """What a run made: its facts, the parts that it read or kept, and what became of the others."""

    facts: Path
    works: int
    read: int
    kept: int
    faults: Sequence[str]


def is_release(source: str) -> bool:
    """Return whether an address is that of a release: a bucket, or a folder with a manifest."""
    return source.startswith(REMOTE) or any(
        Path(source, name).is_file() for name in (PUBLISHED, f"works/{PUBLISHED}")
    )


def reduce_release(
    source: str, out: Path, rules: Path | None = None, workers: int = 0, spark: str = ""
) -> Result:
    """Write the facts of a release into a folder, as files of the source ``reduced``.

    Raises IngestionError without a manifest, or if no part can be read.
    """
    tasks, date = planned(source, out, rules or POPULATION)
    due = [task for task in tasks if _mark(Path(task.facts)) != task.mark]
    run = by_spark(due, spark) if spark else by_processes(due, workers or os.cpu_count() or 1)
    faults = {done.task.part: done.fault for done in run if done.fault}
    made = [task for task in tasks if task.part not in faults]
    if not made:
        raise IngestionError(source, f"no part can be read: {next(iter(faults.values()), 'none')}")
    texts = [f"{part}: {fault}" for part, fault in sorted(faults.items())]
    facts, works = _finish(source, out, made, date, texts)
    return Result(facts, works, len(due) - len(faults), len(tasks) - len(due), texts)


def planned(source: str, out: Path, rules: Path) -> tuple[list[Task], str]:
    """Return a task for each part that the manifest names, and the manifest's date."""
    try:
        kept = population(rules)
    except (OSError, ValueError) as error:
        raise IngestionError(rules, f"not a population: {error}") from error
    text = _manifest(source)
    try:
        published = json.loads(text)
        entries = {str(entry["url"]): entry.get("meta", {}) for entry in _entries(published)}
        date = str(published["date"])
    except (ValueError, TypeError, KeyError) as error:
        raise IngestionError(source, f"its manifest is not one of OpenAlex: {error!r}") from error
    code = f"{code_mark()} {json.dumps(kept, sort_keys=True)}"
    tasks = []
    for url, meta in sorted(entries.items()):
        name = url.rpartition(WORKS)[2]
        facts = out / "parts" / f"{name.replace('/', '_')}.parquet"
        local = f"{_root(source)}{WORKS}{name}"
        part = url if source.startswith(REMOTE) else local
        mark = hashlib.sha256(f"{code} {part} {meta} {_bytes(part)}".encode()).hexdigest()
        tasks.append(Task(part, str(facts), meta.get("record_count"), kept, mark))
    if not tasks:
        raise IngestionError(source, "its manifest names no part of works")
    return tasks, date


def _root(source: str) -> str:
    return source.rstrip("/").removesuffix("/works")


def _manifest(source: str) -> str:
    """Read the manifest of works, or of all entities. Raises IngestionError without one."""
    names = [f"{_root(source)}/works/{PUBLISHED}", f"{_root(source)}/{PUBLISHED}"]
    with connect() as connection:
        for name in names:
            try:
                found = connection.execute(f"select content from read_text({literal(name)})")
                ((text,),) = found.fetchall()
            except (duckdb.Error, ValueError):
                continue
            return str(text)
    rule = f"it has no works/{PUBLISHED}, which the publisher writes last: the copy is not complete"
    raise IngestionError(source, rule)


def _entries(tree: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - JSON
    """Yield the files of works in a manifest of one or of all entities."""
    if isinstance(tree, dict) and WORKS in str(tree.get("url")):
        yield tree
    elif isinstance(tree, dict | list):
        for inner in tree.values() if isinstance(tree, dict) else tree:
            yield from _entries(inner)


def _bytes(part: str) -> str:
    """Return a hash of a local part; the manifest must do for a remote one."""
    path = Path(part)
    return sha256(path) if not part.startswith(REMOTE) and path.is_file() else ""


def _mark(facts: Path) -> str | None:
    """Return what the facts of a part were made by; None if there are none."""
    query = f"select value from parquet_kv_metadata({literal(facts)}) where key = 'mark'"
    try:
        with duckdb.connect() as connection:
            ((mark,),) = connection.execute(query).fetchall()
    except (duckdb.Error, ValueError):
        return None
    return bytes(mark).decode()


def by_processes(
    tasks: Iterable[Task], workers: int, function: Callable[[Task], Done] = reduce_part
) -> Iterator[Done]:
    """Yield what became of each part. As many as workers are read at a time."""
    waiting, attempts = deque(tasks), Counter[str]()
    while waiting:
        running: dict[Future[Done], Task] = {}
        spawn = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(min(workers, len(waiting)), mp_context=spawn) as pool:
            try:
                while waiting or running:
                    while waiting and len(running) < workers:
                        future = pool.submit(function, waiting[0])
                        running[future] = waiting.popleft()
                    for future in wait(running, return_when=FIRST_COMPLETED).done:
                        done = future.result()
                        del running[future]
                        yield done
            except BrokenProcessPool:
                # Nobody knows which worker was killed first, so all parts in work count.
                attempts.update(task.part for task in running.values())
        for task in running.values():
            if attempts[task.part] < ATTEMPTS:
                waiting.append(task)
            else:
                yield Done(task, f"its worker was killed {ATTEMPTS} times")


def by_spark(tasks: Sequence[Task], master: str) -> Iterator[Done]:
    """Yield what became of each part, each a task of Spark. All workers must see the folders.

    Raises IngestionError without pyspark or Java.
    """
    if not tasks:
        return
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        rule = "pip install 'compute-divide[spark]', and Java 17 or later"
        raise IngestionError("Spark", f"it is not installed: {rule}") from error
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(master).appName("compute-divide reduce")
    builder = builder.config("spark.ui.enabled", "false")
    try:
        session = builder.config("spark.python.worker.reuse", "true").getOrCreate()
    except Exception as error:  # of Java, or that there is none
        raise IngestionError("Spark", f"it does not start: {error}") from error
    try:
        parts = session.sparkContext.parallelize([tuple(task) for task in tasks], len(tasks))
        answers = parts.map(_of_spark).collect()
    finally:
        session.stop()
    by_part = {task.part: task for task in tasks}
    yield from (Done(by_part[part], fault) for part, fault in answers)


def _of_spark(task: Any) -> tuple[str, str]:  # noqa: ANN401 - a row of Spark
    done = reduce_part(Task(*task))
    return done.task.part, done.fault


def _finish(
    source: str, out: Path, made: Sequence[Task], date: str, faults: Sequence[str]
) -> tuple[Path, int]:
    """Write the facts of all parts as one list, with its terms; return it and its papers."""
    facts = out / "reduced" / f"{date}_openalex.parquet"
    facts.parent.mkdir(parents=True, exist_ok=True)
    new = facts.with_name(f".{facts.name}.{os.getpid()}")
    files = [task.facts for task in made]
    try:
        with connect() as connection:
            merged = _merged(source)
            ids = f"select cast(substring(id, 2) as bigint) as work from read_csv({merged})"
            empty = "select null::bigint as work where false"
            connection.execute(f"create temp table merged as {ids if merged else empty}")
            columns = ", ".join(f"facts.{name}" for name in COLUMNS)
            query = FACTS.format(files=files, columns=columns)
            form = "format parquet, compression zstd, row_group_size 32768"
            copied = connection.execute(f"copy ({query}) to {literal(new)} ({form})")
            ((works,),) = copied.fetchall()
            left_out = connection.execute(
                "select left_out, count(*) from"
                f" read_parquet({files}) where left_out is not null group by all order by all"
            ).fetchall()
        new.replace(facts)
    except (duckdb.Error, OSError) as error:
        raise IngestionError(facts, f"cannot be written: {error}") from error
    finally:
        new.unlink(missing_ok=True)
    counts = [f"{count:,} {reason}" for reason, count in left_out]
    counts += [f"{len(faults)} parts that cannot be read"] if faults else []
    row = {
        "file": facts.relative_to(out).as_posix(), "rows": str(works), "commit_date": date,
        "publisher": SOURCE.publisher, "publisher_url": "https://openalex.org",
        "licence": SOURCE.licence, "citation": SOURCE.citation,
        "originals": f"{source}, {len(made)} parts of the manifest of {date}",
        "left_out": f"titles, names, affiliations, abstracts; works: {', '.join(counts) or 'none'}",
        "sha256": sha256(facts),
    }  # fmt: skip
    write_csv(out / MANIFEST, list(row), [row])
    return facts, int(works)


def _merged(source: str) -> list[str]:
    """Return the lists of merged works that a local copy has, as releases before 2026 did."""
    if source.startswith(REMOTE):
        return []
    return sorted(map(str, Path(_root(source)).glob("merged_ids/works/*.csv*")))
