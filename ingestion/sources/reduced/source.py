"""Reduced lists: what lists of papers say, without their text, as ``compute-divide reduce`` writes.

One JSON record a paper. A mention is an affiliation of an author: the author's ``slot``, a number
``string`` that tells the different strings of a paper apart, the sectors that the string names, its
country, and a company. A tag is something that the text of the paper names.
"""

from __future__ import annotations

from ingestion.landing.json_file import read_array, read_json_part, read_records
from ingestion.landing.papers import EDITION_RULES, ORIGINS, TRACKS
from ingestion.landing.schema import Column, Input, Part, Rule, Source, parquet

MENTIONS = (
    "STRUCT(slot BIGINT, string BIGINT, sectors VARCHAR[], country VARCHAR, organisation VARCHAR)[]"
)
TAGS = "STRUCT(kind VARCHAR, name VARCHAR, in_head BIGINT, in_abstract BIGINT, devices BIGINT)[]"
COLUMNS = (
    Column("title_key", aliases=("title_key",), required=True, filled=True),
    Column("venue", aliases=("venue",), required=True, filled=True),
    Column("year", "BIGINT", ("year",), required=True, filled=True),
    Column("outcome", aliases=("outcome",), required=True, filled=True),
    Column("track", aliases=("track",)),
    Column("author_count", "BIGINT", ("author_count",), required=True),
    Column("slot_count", "BIGINT", ("slot_count",), required=True),
    Column("affiliations_are", aliases=("affiliations_are",)),
    Column("crawled", "DATE", ("crawled",)),
    Column("learners", "BIGINT[]", ("learners",)),
    Column("mentions", MENTIONS, ("mentions",), required=True),
    Column("tags", TAGS, ("tags",), required=True),
    # Of a work of OpenAlex: its number, and the domain of its first topic.
    Column("work_id", "BIGINT", ("work_id",)),
    Column("domain", aliases=("domain",)),
)
SECTORS = ["academia", "government", "industry", "nonprofit", "other"]
# A paper of the record has up to 125 authors, 75 mentions, 10 tags, and names of 49 letters.
MOST, LONGEST = 10_000, 200
KINDS = ("abstract", "accelerator", "keywords", "model", "topic")
# ISO 3166-1 alpha-2.
COUNTRIES = (
    "AD|AE|AF|AG|AI|AL|AM|AO|AQ|AR|AS|AT|AU|AW|AX|AZ|BA|BB|BD|BE|BF|BG|BH|BI|BJ|BL|BM|BN"
    "|BO|BQ|BR|BS|BT|BV|BW|BY|BZ|CA|CC|CD|CF|CG|CH|CI|CK|CL|CM|CN|CO|CR|CU|CV|CW|CX|CY|CZ"
    "|DE|DJ|DK|DM|DO|DZ|EC|EE|EG|EH|ER|ES|ET|FI|FJ|FK|FM|FO|FR|GA|GB|GD|GE|GF|GG|GH|GI|GL"
    "|GM|GN|GP|GQ|GR|GS|GT|GU|GW|GY|HK|HM|HN|HR|HT|HU|ID|IE|IL|IM|IN|IO|IQ|IR|IS|IT|JE|JM"
    "|JO|JP|KE|KG|KH|KI|KM|KN|KP|KR|KW|KY|KZ|LA|LB|LC|LI|LK|LR|LS|LT|LU|LV|LY|MA|MC|MD|ME"
    "|MF|MG|MH|MK|ML|MM|MN|MO|MP|MQ|MR|MS|MT|MU|MV|MW|MX|MY|MZ|NA|NC|NE|NF|NG|NI|NL|NO|NP"
    "|NR|NU|NZ|OM|PA|PE|PF|PG|PH|PK|PL|PM|PN|PR|PS|PT|PW|PY|QA|RE|RO|RS|RU|RW|SA|SB|SC|SD"
    "|SE|SG|SH|SI|SJ|SK|SL|SM|SN|SO|SR|SS|ST|SV|SX|SY|SZ|TC|TD|TF|TG|TH|TJ|TK|TL|TM|TN|TO"
    "|TR|TT|TV|TW|TZ|UA|UG|UM|US|UY|UZ|VA|VC|VE|VG|VI|VN|VU|WF|WS|YE|YT|ZA|ZM|ZW"
)


def _any(of: str, bad: str, must: str) -> Rule:
    """Return the rule that no item of a list is bad, nor null where it must have a value."""
    return Rule(f"len(list_filter({of}, lambda item: coalesce({bad}, true))) > 0", (of,), must)


RULES = (
    *EDITION_RULES,
    Rule(
        "title_key not similar to '[0-9a-f]{12}'",
        ("title_key",),
        "must be 12 hexadecimal digits",
    ),
    Rule("outcome not in ('accepted', 'workshop')", ("outcome",), "must be accepted or workshop"),
    Rule(f"track not in {TRACKS}", ("track",), f"must be one of {', '.join(TRACKS)}"),
    Rule(
        f"affiliations_are not in {ORIGINS}",
        ("affiliations_are",),
        f"must be one of {', '.join(ORIGINS)}",
    ),
    Rule(
        f"author_count not between 1 and {MOST} or slot_count not between 0 and {MOST}",
        ("author_count", "slot_count"),
        f"must be counts of authors, at most {MOST}",
    ),
    Rule(
        f"greatest(len(mentions), len(tags)) > {MOST}",
        ("title_key",),
        f"must have at most {MOST} mentions and {MOST} tags",
    ),
    _any("learners", "item not between 1 and slot_count", "must be slots of the paper"),
    _any("mentions", "item.slot not between 1 and slot_count", "must have a slot of the paper"),
    _any("mentions", "item.string < 1", "must have the number of their string"),
    _any(
        "mentions",
        f"not list_has_all({SECTORS}, item.sectors)",
        f"must have sectors among {', '.join(SECTORS)}",
    ),
    _any(
        "mentions",
        f"not regexp_full_match(coalesce(item.country, 'US'), '{COUNTRIES}')",
        "must have countries of ISO 3166-1",
    ),
    _any("tags", f"item.kind not in {KINDS}", f"must be of a kind among {', '.join(KINDS)}"),
    _any(
        "tags",
        f"item.in_head not between 0 and {MOST} or item.in_abstract not between 0 and {MOST}"
        f" or coalesce(item.devices, 1) not between 1 and 1e6",
        "must have counts",
    ),
    _any("tags", f"strlen(item.name) > {LONGEST}", f"must have names of at most {LONGEST} bytes"),
    _any(
        "mentions",
        f"strlen(coalesce(item.organisation, '')) > {LONGEST}",
        f"must have organisations of at most {LONGEST} bytes",
    ),
)


def read(file: Input) -> list[Part]:
    """Read one list: a JSON array of papers, or the same columns in Parquet."""
    if file.path.suffix == ".parquet":
        query = f"select to_json(paper) as record from {parquet([file.path])} as paper"
        read_records(file, query, "a reduced list")
    else:
        read_array(file)
    return [read_json_part(file, "papers", COLUMNS)]


SOURCE = Source(
    name="reduced",
    table="papers",
    publisher="Your own list",
    homepage="",
    licence="none declared",
    citation="A list of papers of the operator.",
    refresh_days=365,
    globs=("reduced/*.json", "reduced/*.json.gz", "reduced/*.parquet"),
    columns=COLUMNS,
    read=read,
    rules=RULES,
)
