"""OpenAlex works, from pages of its API or parts of its release (CC0)."""

from __future__ import annotations

import dataclasses

from ingestion.credentials import OPENALEX_KEY
from ingestion.landing.json_file import read_json_part, read_pages, read_records
from ingestion.landing.schema import HAS_TITLE, Column, Input, Part, Rule, Source, parquet

AUTHORSHIPS = (
    "STRUCT(author_position VARCHAR, raw_author_name VARCHAR,"
    " author STRUCT(id VARCHAR, display_name VARCHAR),"
    " institutions STRUCT(id VARCHAR, ror VARCHAR, display_name VARCHAR, country_code VARCHAR,"
    ' "type" VARCHAR)[], raw_affiliation_strings VARCHAR[])[]'
)
LOCATION = (
    "STRUCT(source STRUCT(id VARCHAR, display_name VARCHAR, type VARCHAR), raw_source_name VARCHAR)"
)
TOPIC = (
    "STRUCT(id VARCHAR, display_name VARCHAR, score DOUBLE,"
    " subfield STRUCT(id VARCHAR, display_name VARCHAR))"
)
# The fields that a request selects.
FIELDS = (
    Column("work_id", aliases=("id",), required=True, filled=True),
    Column("doi", aliases=("doi",), needed=True),
    Column("title", aliases=("title", "display_name")),
    Column("publication_year", "BIGINT", ("publication_year",)),
    Column("type", aliases=("type",)),
    Column("primary_location", LOCATION, ("primary_location",)),
    Column("authorships", AUTHORSHIPS, ("authorships",), needed=True),
    # The API lists at most 100 authors of a work; the release lists all.
    Column("is_authors_truncated", "BOOLEAN", ("is_authors_truncated",)),
    Column("topics", f"{TOPIC}[]", ("topics",), needed=True),
    Column("cited_by_count", "BIGINT", ("cited_by_count",)),
    Column("counts_by_year", 'STRUCT("year" BIGINT, cited_by_count BIGINT)[]', ("counts_by_year",)),
    Column("is_retracted", "BOOLEAN", ("is_retracted",)),
    Column("updated_date", aliases=("updated_date",)),
    # Abstracts are two fifths of the bytes. Without them, topics would depend on titles alone.
    Column("abstract_inverted_index", "JSON", ("abstract_inverted_index",)),
)
COLUMNS = (*FIELDS[:-1], Column("abstract"))
# This SQL builds the text of an inverted index, {"word": [positions]}. A position and the number of
# its word form one integer, because integers sort faster than records. A number above the limit is
# not a position.
ABSTRACT = """
select
    * exclude (abstract_inverted_index, words, positions),
    nullif(trim(array_to_string(
        list_transform(
            list_sort(flatten(list_transform(
                positions,
                lambda places, word: list_transform(
                    list_filter(places, lambda place: place between 0 and 1000000000),
                    lambda place: (place << 32) | word
                )
            ))),
            lambda placed: words[placed & 4294967295]
        ),
        ' '
    )), '') as abstract
from (
    select
        *,
        json_keys(abstract_inverted_index) as words,
        from_json(abstract_inverted_index -> '$.*', '[["BIGINT"]]') as positions
    from ({works})
)
"""

# The works of the field in a part of the release, without those that the API leaves out too: the
# expansion pack, and paratext such as front matter.
RELEASE = """
select to_json(work) as record
from (
    select columns(lambda name: name in {names})
    from {parts}
    where
        list_has_any(list_transform(topics, lambda topic: topic.subfield.id), {subfields})
        and not coalesce(is_xpac, false) and not coalesce(is_paratext, false)
) as work
"""
# Artificial intelligence, and computer vision and pattern recognition.
SUBFIELDS = ["https://openalex.org/subfields/1702", "https://openalex.org/subfields/1707"]


def read(file: Input) -> list[Part]:
    """Read pages of the works endpoint, or a part of the release; a repeated work is read once.

    A JSON file of another kind, such as a single entity or a list of topics, has no part, and
    neither has a part of the release without a work of the field.
    """
    is_release = file.path.suffix == ".parquet"
    if not (read_release(file) if is_release else read_pages(file, "results", total="meta.count")):
        return []
    part = read_json_part(file, "works", FIELDS)
    return [dataclasses.replace(part, query=ABSTRACT.format(works=part.query))]


def read_release(file: Input) -> int:
    """Read the works of the field into the table ``records``, and count them."""
    names = [alias for column in FIELDS for alias in column.aliases]
    query = RELEASE.format(names=names, parts=parquet([file.path]), subfields=SUBFIELDS)
    return read_records(file, query, "a part of OpenAlex's works")


# No printed affiliation is longer. A longer text is a page of the paper.
MAX_AFFILIATION = 5_000
LENGTHS = "lambda author: list_transform(author.raw_affiliation_strings, lambda text: length(text))"
SOURCE = Source(
    name="openalex",
    table="works",
    publisher="OpenAlex",
    homepage="https://api.openalex.org/works",
    licence="CC0-1.0",
    citation="Priem, Piwowar & Orr 2022, OpenAlex, https://arxiv.org/abs/2205.01833.",
    first_fetch="1 call and 0.5 MB for 100 papers",
    globs=(
        "openalex/*.json",
        "openalex/*.json.gz",
        "openalex/*.jsonl.gz",
        "openalex/works/updated_date=*/part_*.parquet",
    ),
    columns=COLUMNS,
    read=read,
    rules=(
        Rule(
            "work_id not similar to 'https://openalex.org/W[0-9]+'",
            ("work_id",),
            "must be an id of a work, as https://openalex.org/W1",
        ),
        HAS_TITLE,
        Rule(
            "publication_year not between 1900 and year(vintage) + 2",
            ("publication_year",),
            "must be between 1900 and 2 years after the file's vintage",
        ),
        Rule("cited_by_count < 0", ("cited_by_count",), "must not be negative"),
        Rule(
            f"list_max(flatten(list_transform(authorships, {LENGTHS}))) > {MAX_AFFILIATION}",
            ("title",),
            f"must have affiliations of at most {MAX_AFFILIATION} characters",
        ),
    ),
    key=OPENALEX_KEY,
    reads_lists=True,
)
