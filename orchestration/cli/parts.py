"""One part of OpenAlex's release becomes facts, by the platform's own rules and functions.

``reduce_part`` needs nothing of a run, so that any process or machine can call it.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import duckdb
from jinja2 import Environment

from dbt_project.batches import BATCH, row_kind, table_of
from dbt_project.functions.affiliations.classify import Classifier
from dbt_project.functions.texts.pretrained import ContextWord, ModelName
from dbt_project.functions.texts.tag import Tagger, TextTables
from dbt_project.functions.texts.topics import TopicTerm
from dbt_project.rows import rows_of
from ingestion.errors import printable
from ingestion.landing.schema import Column, literal
from ingestion.landing.values import parse_expression, plain_text
from ingestion.sources.openalex.source import ABSTRACT, COLUMNS, MAX_AFFILIATION
from orchestration.cli.classify import tables
from orchestration.run.settings import DBT_PROJECT

POPULATION = Path(__file__).with_name("population.toml")
MACROS = [DBT_PROJECT / "macros" / f"{name}.sql" for name in ("text/affiliations", "text/names")]
MACROS.append(DBT_PROJECT / "macros" / "metrics" / "works.sql")
SEEDS = DBT_PROJECT / "seeds"
# What decides a fact: a part is read again once any of these files has changed.
CODE = (
    "functions/affiliations/*.py", "functions/texts/*.py", "macros/text/*.sql",
    "macros/metrics/works.sql", "seeds/affiliations/*.csv", "seeds/topics/topic_term.csv",
    "seeds/adoption/pretrained_*.csv",
)  # fmt: skip
# A process has the first for DuckDB, beside the tables of the functions and Python. A Parquet file
# with large row groups needs the second.
MEMORY, LARGEST_WORK = ("320MB", "3GB"), 32 * 1024**2
PARQUET = "format parquet, parquet_version v2, compression zstd, row_group_size 32768"
# Wide fields stay text until a work is kept.
READ = {
    "id": "VARCHAR", "title": "VARCHAR", "display_name": "VARCHAR", "publication_year": "BIGINT",
    "primary_location": "JSON", "authorships": "JSON", "abstract_inverted_index": "JSON",
    "topics": 'STRUCT(subfield STRUCT(id VARCHAR), "domain" STRUCT(display_name VARCHAR))[]',
    "is_retracted": "BOOLEAN", "is_paratext": "BOOLEAN", "is_xpac": "BOOLEAN",
    "updated_date": "VARCHAR",
}  # fmt: skip
# The mentions of papers, of which different strings have different numbers.
MENTIONS = """
select
    paper_key,
    list({{
        slot: slot, string: string, sectors: sectors, country: country_code,
        organisation: organisation
    }} order by slot, string) as mentions
from (
    select
        paper_key, slot, sectors, country_code, {organisation} as organisation,
        dense_rank() over (
            partition by paper_key
            order by sectors, country_code, mentions.organisation, affiliation, {string}
        ) as string
    from {mentions} as mentions
)
group by paper_key
"""
TAGS = """
select
    {key} as paper_key,
    list({{
        kind: kind, name: name, in_head: in_head, in_abstract: in_abstract, devices: devices
    }} order by kind, name) as tags
from {tags}
where entity = 'papers'
group by {key}
"""
# A work that is left out has a reason. The first one counts, and the newest version within a part.
WORKS = """
create table works as
with read as (
    select
        cast(substring(id, 23) as bigint) as work,
        updated_date,
        {title} as title,
        publication_year as year,
        lower(trim(coalesce(
            primary_location ->> '$.source.display_name', primary_location ->> '$.raw_source_name'
        ))) as venue,
        topics[1].domain.display_name as domain,
        case
            when is_xpac then 'expansion pack'
            when is_paratext then 'paratext'
            when not coalesce(
                list_has_any(list_transform(topics, lambda topic: topic.subfield.id), {subfields})
                or list_contains({venues}, venue)
                or ({rule} <> '' and regexp_matches(title, {rule}, 'i')), false
            ) then 'another field'
            when is_retracted then 'retracted'
            when {front_matter} then 'front matter'
            when coalesce(title, '') not similar to '.*[^\\s\\pZ].*' then 'without a title'
            when coalesce(venue, '') = '' then 'without a venue'
            when coalesce(year not between 1950 and year(date {updated}) + 2, true)
                then 'without a possible year'
            when coalesce(json_array_length(authorships), 0) = 0 then 'without authors'
        end as reason,
        case when reason is null then {authorships} end as authorships,
        case when reason is null then abstract_inverted_index end as abstract_inverted_index
    from {source}
)
select
    * exclude (authorships, reason),
    count(*) over (partition by work) as copies,
    list_transform(authorships, lambda author: {affiliations}) as by_author,
    case
        when reason is not null then reason
        when list_max(flatten(list_transform(authorships, lambda author:
            list_transform(author.raw_affiliation_strings, lambda text: length(text))
        ))) > {longest} then 'with an affiliation of a page'
    end as left_out
from read
qualify row_number() over (partition by work order by updated_date desc) = 1
"""
PRINTED = """
create table printed as
select work as paper_key, slot, unnest(by_author[slot]) as affiliation
from (
    select work, by_author, unnest(range(1, len(by_author) + 1)) as slot
    from works where left_out is null
)
"""
NAMED = """
create view mentions as
select
    printed.*, named.organisation, named.companies, named.country_code,
    coalesce(string_split(nullif(named.sectors, 'unknown'), '+'), []) as sectors
from printed inner join named using (affiliation)
"""
# OpenAlex's data are CC0, so an organisation may be named. Letters above 100 bytes of a venue go.
NAME = "case when sectors = ['industry'] then companies[1] else organisation end"
FACTS = """
select
    works.work,
    date {updated} as updated,
    works.left_out,
    case when left_out is null then {title_key} end as title_key,
    case when left_out is null then left(venue, 100 - (strlen(venue) - length(venue))) end as venue,
    case when left_out is null then works.year end as year,
    case when left_out is null then 'accepted' end as outcome,
    case when left_out is null then len(by_author) end as author_count,
    case when mentions.mentions is not null then len(by_author) end as slot_count,
    mentions.mentions,
    tags.tags,
    case when left_out is null then works.domain end as domain
from works
left join ({mentions}) as mentions on works.work = mentions.paper_key
left join ({tags}) as tags on works.work = tags.paper_key
order by works.left_out nulls first, mentions, tags, works.work
"""


class Task(NamedTuple):
    """A part of the release: its address, the file of its facts, and how many works it must have.

    ``mark`` names the bytes of the part, the population and the code.
    """

    part: str
    facts: str
    works: int | None
    population: dict[str, Any]
    mark: str


class Done(NamedTuple):
    """What became of a part; a ``fault`` is why it has no facts."""

    task: Task
    fault: str = ""


def population(path: Path = POPULATION) -> dict[str, Any]:
    """Read which works to keep. Raises ValueError for a file that says something else."""
    rules = tomllib.loads(path.read_text(encoding="utf-8"))
    kinds = {"subfields": list, "venues": list, "title": str}
    wrong = [name for name, value in rules.items() if not isinstance(value, kinds.get(name, ()))]
    if wrong:
        raise ValueError(f"{', '.join(wrong)}: write subfields = [], venues = [], or title = ''")
    return {name: rules.get(name, kind()) for name, kind in kinds.items()}


def code_mark() -> str:
    """Return a hash of all that decides a fact."""
    files = [Path(__file__), *(path for of in CODE for path in sorted(DBT_PROJECT.glob(of)))]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()[:16]


def reduce_part(task: Task) -> Done:
    """Write the facts of a part in one rename. A part that cannot be read is a fault.

    A fact has no text of the publisher but the names of venue and domain.
    """
    facts = Path(task.facts)
    new = facts.with_name(f".{facts.name}.{os.getpid()}.{uuid4().hex}")
    try:
        facts.parent.mkdir(parents=True, exist_ok=True)
        try:
            _write(task, new, MEMORY[0])
        except duckdb.OutOfMemoryException:
            _write(task, new, MEMORY[1])
        new.replace(facts)
    except (duckdb.Error, OSError, ValueError) as error:
        return Done(task, printable(f"{type(error).__name__}: {str(error).splitlines()[0]}")[:300])
    finally:
        new.unlink(missing_ok=True)
    return Done(task)


def _write(task: Task, new: Path, memory: str) -> None:
    """Write the facts of a part. Raises ValueError if it lacks works."""
    updated = literal(task.part.rpartition("updated_date=")[2][:10])
    classifier, tagger = functions()
    with _session(memory) as session:
        session.execute(_works(session, task, updated))
        ((works,),) = session.execute("select coalesce(sum(copies), 0) from works").fetchall()
        if task.works is not None and works != task.works:
            raise ValueError(f"it has {works:,} works, and the manifest says {task.works:,}")
        session.execute(PRINTED)
        _table("named", classifier, "select distinct affiliation from printed", session)
        session.execute(NAMED)
        kept = ABSTRACT.format(works="select * from works where left_out is null")
        texts = f"select 'papers', work, year, title, '', coalesce({{}}, '') from ({kept})"
        _table("tagged", tagger, texts.format(plain_text("abstract")), session)
        query = FACTS.format(
            updated=updated,
            title_key=macros().title_key("title"),
            mentions=MENTIONS.format(mentions="mentions", organisation=NAME, string="affiliation"),
            tags=TAGS.format(tags="tagged", key="work_key"),
        )
        marks = f"kv_metadata {{mark: {literal(task.mark)}}}"
        session.execute(f"copy ({query}) to {literal(new)} ({PARQUET}, {marks})")


def _works(session: duckdb.DuckDBPyConnection, task: Task, updated: str) -> str:
    """Return the statement that reads a part."""
    authorships = next(column for column in COLUMNS if column.name == "authorships")
    rules = task.population
    return WORKS.format(
        source=_source(session, task.part),
        updated=updated,
        title=f"trim({plain_text('coalesce(title, display_name)')})",
        subfields=[f"https://openalex.org/subfields/{name}" for name in rules["subfields"]],
        venues=f"{rules['venues']}::varchar[]",
        rule=literal(rules["title"]),
        front_matter=macros().is_front_matter("title"),
        authorships=parse_expression("authorships::varchar", authorships),
        affiliations=macros().distinct_affiliations("author.raw_affiliation_strings"),
        longest=MAX_AFFILIATION,
    )


def _source(session: duckdb.DuckDBPyConnection, part: str) -> str:
    """Return SQL that reads the fields of a part of either format."""
    if not part.endswith(".parquet"):
        return (
            f"read_json({literal(part)}, format = 'newline_delimited', hive_partitioning = false,"
            f" maximum_object_size = {LARGEST_WORK}, columns = {READ})"
        )
    table = f"read_parquet({literal(part)}, hive_partitioning = false)"
    described = session.execute(f"describe from {table}").fetchall()
    found = {name: str(kind) for name, kind, *_ in described}
    cells = (_cell(name, kind, found.get(name)) for name, kind in READ.items())
    return f"(select {', '.join(cells)} from {table})"


def _cell(name: str, kind: str, found: str | None) -> str:
    """Return SQL for a field of a Parquet file, whose nested fields may be text of JSON."""
    if found is None:
        return f"null::{kind} as {name}"
    if kind == "JSON":
        return f"{name if found in ('VARCHAR', 'JSON') else f'to_json({name})'}::JSON as {name}"
    if name == "topics":
        value = name if found in ("VARCHAR", "JSON") else f"to_json({name})"
        return f"{parse_expression(f'{value}::varchar', Column(name, kind))} as {name}"
    return f"try_cast({name} as {kind}) as {name}"


def _table(
    name: str,
    function: Callable[[list[Any]], list[Any]],
    query: str,
    session: duckdb.DuckDBPyConnection,
) -> None:
    """Make a table of what a function returns for the rows of a query, in batches."""

    def batches() -> Iterator[list[Any]]:
        with session.cursor() as reader:
            reader.execute(query)
            while batch := reader.fetchmany(BATCH):
                yield function(batch)

    table_of(row_kind(function), batches(), session)
    session.execute(f"create table {name} as from result")


def _session(memory: str) -> duckdb.DuckDBPyConnection:
    """Open a DuckDB of one thread, whose memory is bounded: it spills, and other parts run too."""
    return duckdb.connect(
        config={
            "threads": 1, "memory_limit": memory, "preserve_insertion_order": False,
            "temp_directory": str(Path(tempfile.gettempdir(), f"reduce-{os.getpid()}")),
        }
    )  # fmt: skip


@cache
def macros() -> Any:  # noqa: ANN401 - a template's macros
    """Return dbt's macros of texts, which need nothing of dbt."""
    texts = "\n".join(path.read_text(encoding="utf-8") for path in MACROS)
    return Environment().from_string(texts).module  # noqa: S701 - SQL


@cache
def functions() -> tuple[Classifier, Tagger]:
    """Return the classifier and the tagger, once a process. ROR is in no facts."""
    with duckdb.connect() as connection:

        def seed(name: str) -> duckdb.DuckDBPyRelation:
            return connection.read_csv(str(SEEDS / f"{name}.csv"), header=True)

        names = seed("adoption/pretrained_model_name").set_alias("names")
        models = seed("adoption/pretrained_model").set_alias("models")
        released = names.join(models, "names.model = models.model", how="left").project(
            "name, names.model, is_case_sensitive, context,"
            " cast(substring(released, 1, 4) as integer) as released"
        )
        texts = TextTables(
            rows_of(TopicTerm, seed("topics/topic_term")),
            rows_of(ModelName, released),
            rows_of(ContextWord, seed("adoption/pretrained_context")),
        )
    return Classifier(tables()), Tagger(texts)
