"""ROR, the Research Organization Registry: organisations of schema v1 and v2 (CC0).

ROR publishes a dump of all organisations with each of its releases.
"""

from __future__ import annotations

import dataclasses

from ingestion.landing.json_file import read_array, read_json_part
from ingestion.landing.packed import extract_members
from ingestion.landing.schema import Column, Input, Part, Rule, Source
from ingestion.landing.values import parse_expression, type_rules, unreadable_rows

NAMES = "STRUCT(value VARCHAR, types VARCHAR[], lang VARCHAR)[]"
LOCATIONS = "STRUCT(geonames_details STRUCT(country_code VARCHAR))[]"
ADMIN = "STRUCT(last_modified STRUCT(date VARCHAR))"
FILE_COLUMNS = (
    Column("ror_id", aliases=("id",), required=True),
    Column("status", aliases=("status",)),
    Column("types", "VARCHAR[]", ("types",), required=True),
    Column("names", NAMES, ("names",)),
    Column("locations", LOCATIONS, ("locations",)),
    Column("admin", ADMIN, ("admin",)),
    Column("name_v1", aliases=("name",)),
    Column("aliases_v1", "VARCHAR[]", ("aliases",)),
    Column("acronyms_v1", "VARCHAR[]", ("acronyms",)),
    Column("labels_v1", "STRUCT(label VARCHAR)[]", ("labels",)),
    Column("country_v1", "STRUCT(country_code VARCHAR)", ("country",)),
)
COLUMNS = (
    Column("ror_id", filled=True),
    Column("status"),
    Column("name"),
    Column("types", "VARCHAR[]"),
    Column("names", "STRUCT(value VARCHAR, is_acronym BOOLEAN)[]"),
    Column("country_code"),
    Column("last_modified", "DATE"),
)
MODIFIED = "admin.last_modified.date"
# Both schemas become one table here, so that later code need not distinguish them.
ONE_SCHEMA = """
select
    source_row,
    ror_id,
    status,
    coalesce(
        name_v1,
        list_filter(names, lambda n: list_contains(n.types, 'ror_display'))[1].value
    ) as name,
    list_transform(types, lambda t: lower(t)) as types,
    list_concat(
        list_transform(
            names,
            lambda n: {{value: n.value, is_acronym: list_contains(n.types, 'acronym')}}
        ),
        list_transform(
            list_concat([name_v1], aliases_v1, list_transform(labels_v1, lambda l: l.label)),
            lambda v: {{value: v, is_acronym: false}}
        ),
        list_transform(acronyms_v1, lambda v: {{value: v, is_acronym: true}})
    ) as names,
    coalesce(country_v1.country_code, locations[1].geonames_details.country_code) as country_code,
    {modified} as last_modified,
    unmapped
from ({query})
"""


def read(file: Input) -> list[Part]:
    """Read a dump: a JSON array, plain or zipped. From a zip, the v2 file is preferred."""
    if file.path.suffix == ".zip":
        members = extract_members(file, ".json")
        file = max(members, key=lambda member: ("schema_v2" in member.path.name, member.path.name))
    read_array(file)
    part = read_json_part(file, "", FILE_COLUMNS)
    # A reader of JSON finds no wrong date inside an object.
    rules = list(type_rules(COLUMNS, {"last_modified": MODIFIED}))
    dates = unreadable_rows(file.connection, part.query, rules)
    unreadable = " union all ".join(filter(None, (part.unreadable, dates)))
    schema = "v2" if "names" not in part.missing else "v1"
    query = ONE_SCHEMA.format(query=part.query, modified=parse_expression(MODIFIED, COLUMNS[-1]))
    return [dataclasses.replace(part, name=schema, query=query, unreadable=unreadable)]


SOURCE = Source(
    name="ror",
    table="organizations",
    publisher="Research Organization Registry",
    homepage="https://doi.org/10.5281/zenodo.6347574",
    licence="CC0-1.0",
    citation="Research Organization Registry, ROR Data, https://doi.org/10.5281/zenodo.6347574.",
    first_fetch="2 calls, 40 MB",
    globs=("ror/*.json", "ror/*.json.gz", "ror/*.zip"),
    columns=COLUMNS,
    read=read,
    max_set_aside=0.001,
    rules=(
        Rule(
            "ror_id not similar to 'https://ror.org/0[a-z0-9]{8}'",
            ("ror_id",),
            "must be a ROR id, as https://ror.org/012345678",
        ),
        Rule(
            # The newest record of an organisation counts, so a date in the future would stay.
            "last_modified > vintage + interval 2 days",
            ("last_modified",),
            "must not be later than the file's vintage",
        ),
    ),
    grain=("ror_id",),
)
