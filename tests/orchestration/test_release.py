"""OpenAlex's release becomes facts: the same by processes, by Spark and by the platform's path."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner

from ingestion.errors import IngestionError
from ingestion.sources.reduced.source import SOURCE
from orchestration.cli.command import main
from orchestration.cli.parts import MENTIONS, NAME, TAGS, Done, Task
from orchestration.cli.reduce import built
from orchestration.cli.release import Result, by_processes, reduce_release
from tests.bench.release import write, write_manifest
from tests.builders import land_file

PARTS, WORKS = 3, 400
FIELDS = "work_id, title_key, venue, year, outcome, author_count, slot_count, mentions, tags"
# The facts of the platform's own tables.
OWN = """
with mentions as ({mentions}), tags as ({tags})
select
    cast(substring(works.work_id, 23) as bigint) as work_id, papers.title_key, papers.venue,
    papers.year, papers.outcome, papers.author_count,
    case when mentions.mentions is not null then papers.author_count end as slot_count,
    mentions.mentions, tags.tags
from intermediate.int_papers as papers
inner join staging.stg_openalex__works as works using (paper_key)
left join mentions using (paper_key)
left join tags using (paper_key)
where papers.source = 'openalex' and papers.is_latest and papers.outcome = 'accepted'
order by work_id
""".format(
    mentions=MENTIONS.format(
        mentions="intermediate.int_mentions", organisation=NAME, string="string"
    ),
    tags=TAGS.format(tags="intermediate.int_works__tags", key="work_key"),
)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release")
    write(PARTS, WORKS, folder)
    return folder


@pytest.fixture
def release(published: Path, tmp_path: Path) -> Path:
    """A copy that a test may break."""
    return shutil.copytree(published / "jsonl", tmp_path / "jsonl")


def rows(result: Result, fields: str = FIELDS) -> list[tuple[Any, ...]]:
    query = f"select {fields} from '{result.facts}' order by work_id"
    with duckdb.connect() as connection:
        return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def whole(published: Path, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Any, ...]]:
    """The facts of all parts, by one process."""
    out = tmp_path_factory.mktemp("whole")
    return rows(reduce_release(str(published / "jsonl"), out, workers=1))


def part(release: Path, number: int = 0) -> Path:
    return sorted(release.glob("works/*/part_*"))[number]


def entries(release: Path) -> list[dict[str, Any]]:
    return list(json.loads((release / "works" / "manifest.json").read_text())["files"])


def test_facts_are_those_of_the_platforms_own_path(
    published: Path, whole: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    shutil.copytree(published / "parquet" / "works", tmp_path / "in" / "openalex" / "works")
    with built(tmp_path / "in") as warehouse:
        assert warehouse.execute(OWN).fetchall() == whole
    assert len(whole) > PARTS * WORKS / 20


def test_both_formats_and_two_processes_give_equal_facts(
    published: Path, whole: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    assert rows(reduce_release(str(published / "parquet"), tmp_path, workers=2)) == whole


@pytest.mark.skipif(not shutil.which("java"), reason="Spark needs Java: apt install openjdk-17-jre")
@pytest.mark.skipif(
    not importlib.util.find_spec("pyspark"), reason="pyspark is not installed: pip install .[spark]"
)
def test_spark_gives_equal_facts(
    published: Path, whole: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    out = str(tmp_path / "out")
    code = "from orchestration.cli.command import main; main()"
    given = ["reduce", str(published / "jsonl"), out, "--spark", "local[2]"]
    command = [sys.executable, "-c", code, *given]
    subprocess.run(command, check=True)
    (facts,) = (tmp_path / "out" / "reduced").glob("*.parquet")
    assert rows(Result(facts, 0, 0, 0, ())) == whole


def test_a_second_run_reads_only_what_is_new(release: Path, tmp_path: Path) -> None:
    first = reduce_release(str(release), tmp_path / "out")
    second = reduce_release(str(release), tmp_path / "out")
    assert (first.read, first.kept, second.read, second.kept) == (PARTS, 0, 0, PARTS)
    rule = tmp_path / "all.toml"
    rule.write_text('title = "."')
    wider = reduce_release(str(release), tmp_path / "out", rule)
    assert wider.read == PARTS
    assert wider.works > first.works


def test_parts_that_cannot_be_read_are_named(release: Path, tmp_path: Path) -> None:
    part(release, 0).write_bytes(part(release, 0).read_bytes()[:-5000])
    part(release, 1).unlink()
    found = CliRunner().invoke(main, ["reduce", str(release), str(tmp_path / "out")])
    assert found.exit_code == 2
    assert found.output.count("not read: ") == 2
    assert "2 parts that cannot be read" in (tmp_path / "out" / "manifest.csv").read_text()
    assert not list((tmp_path / "out").rglob(".*"))


def test_a_part_with_fewer_works_than_its_manifest_says_is_a_fault(
    release: Path, tmp_path: Path
) -> None:
    files = entries(release)
    files[0]["meta"]["record_count"] += 1
    write_manifest(release / "works", "jsonl", files)
    (fault,) = reduce_release(str(release), tmp_path / "out").faults
    assert "it has 400 works, and the manifest says 401" in fault


def test_without_a_manifest_a_copy_is_not_complete(release: Path, tmp_path: Path) -> None:
    (release / "works" / "manifest.json").write_text("{}")
    with pytest.raises(IngestionError, match="not one of OpenAlex"):
        reduce_release(str(release), tmp_path / "out")


def test_a_part_twice_counts_once(
    release: Path, whole: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    copy = part(release).with_name("part_0009.gz")
    shutil.copy(part(release), copy)
    files = entries(release)
    url = files[0]["url"].replace("part_0000", copy.stem)
    write_manifest(release / "works", "jsonl", [*files, {**files[0], "url": url}])
    assert rows(reduce_release(str(release), tmp_path / "out")) == whole


def test_the_newest_version_of_a_work_counts_and_merged_works_leave(
    release: Path, whole: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    """A later folder has a work with another year, and one that has left the field."""
    changed, gone, merged = (row[0] for row in whole[:3])
    with duckdb.connect() as connection:
        later = release / "works" / "updated_date=2026-06-20" / "part_0000.gz"
        later.parent.mkdir()
        ids = [f"https://openalex.org/W{work}" for work in (changed, gone)]
        connection.execute(
            f"copy (select * replace (2001 as publication_year,"
            f" case when id = '{ids[1]}' then [] else topics end as topics)"
            f" from read_json('{release}/works/*/part_*.gz', hive_partitioning = false)"
            f" where id in ({ids})) to '{later}' (format json, compression gzip)".replace(
                f"in ({ids})", f"in ('{ids[0]}', '{ids[1]}')"
            )
        )
    url = "s3://openalex/data/jsonl/works/updated_date=2026-06-20/part_0000.gz"
    write_manifest(release / "works", "jsonl", [*entries(release), {"url": url, "meta": {}}])
    lists = release / "merged_ids" / "works"
    lists.mkdir(parents=True)
    (lists / "2026-06-01.csv").write_text(f"merge_date,id,merge_into_id\n2026-06-01,W{merged},W1\n")
    found = {row[0]: row for row in rows(reduce_release(str(release), tmp_path / "out"))}
    assert found[changed][3] == 2001
    assert found.keys() == {row[0] for row in whole} - {gone, merged}


def killed(task: Task) -> Done:
    os.kill(os.getpid(), signal.SIGKILL)
    return Done(task)


def once_killed(task: Task) -> Done:
    flag = Path(task.facts)
    if not flag.exists():
        flag.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return Done(task)


def test_a_killed_worker_is_repeated(tmp_path: Path) -> None:
    tasks = [Task(f"{n}", str(tmp_path / f"{n}"), None, {}, "") for n in range(2)]
    assert [done.fault for done in by_processes(tasks, 1, once_killed)] == ["", ""]
    assert [done.fault for done in by_processes(tasks, 2, killed)] == [
        "its worker was killed 3 times"
    ] * 2


def test_a_killed_run_resumes_to_equal_facts(
    release: Path, whole: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    code = "from orchestration.cli.command import main; main()"
    for number in range(20):
        command = [sys.executable, "-c", code, "reduce", str(release), str(out), "--workers", "2"]
        with subprocess.Popen(command, start_new_session=True) as run:
            time.sleep(0.3 + 0.15 * number)
            os.killpg(run.pid, signal.SIGKILL)
        for path in out.rglob("*.parquet"):
            duckdb.sql(f"select count(*) from '{path}'").fetchall()
    assert rows(reduce_release(str(release), out)) == whole


def test_a_full_disk_leaves_nothing_half(release: Path, tmp_path: Path) -> None:
    """A limit of the size of a file is the disk of this test."""
    code = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000));"
        "from orchestration.cli.command import main; main()"
    )
    command = [sys.executable, "-c", code, "reduce", str(release), str(tmp_path / "out")]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode != 0
    assert "no part can be read" in run.stderr
    assert "Traceback" not in run.stderr
    assert not [path for path in (tmp_path / "out").rglob("*") if path.is_file()]


def test_facts_land_as_a_list(published: Path, tmp_path: Path) -> None:
    made = reduce_release(str(published / "parquet"), tmp_path / "out")
    name = f"reduced/{made.facts.name}"
    assert land_file(made.facts, SOURCE, tmp_path / "raw", name).status == "landed"
