"""Make the published record: ``python -m orchestration.cli.record MORE DATA``.

MORE and DATA are folders of publishers' files. The originals that the record's manifest names give
the same record, byte for byte.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory

from ingestion.embedded.record import check, named, record, reduced, with_tags, write
from ingestion.embedded.texts import lay_out
from orchestration.cli.reduce import built, write_facts
from orchestration.run.settings import RECORD

# What the texts of the Anthology name, as its plain lists state it.
TAGS = """
select
    (venue, cast(year as varchar), title),
    cast(to_json(list({
        kind: kind, name: name, in_head: in_head, in_abstract: in_abstract, devices: devices
    } order by kind, name)) as varchar)
from staging.stg_lists__papers
inner join intermediate.int_works__tags on work_key = paper_key and entity = 'papers'
where source = 'acl_anthology'
group by paper_key, venue, year, title
order by paper_key
"""


def make(more: Path, data: Path, out: Path) -> None:
    """Write the record into a folder. Raises IngestionError if an original is not the known one."""
    with TemporaryDirectory() as scratch:
        texts, facts = Path(scratch, "texts"), Path(scratch, "facts")
        originals = lay_out((data, more, more / "editions6"), texts)
        files = record(more, data)
        check([*map(named, originals.values()), *(text for f in files for text in f.originals)])
        with built(texts) as warehouse:
            write_facts(warehouse, facts)
            tags = dict(warehouse.sql(TAGS).fetchall())
        write(with_tags(files, reduced(facts, originals), tags), out)


if __name__ == "__main__":
    parser = argparse.ArgumentParser("python -m orchestration.cli.record", description=__doc__)
    parser.add_argument("more", type=Path, help="has acl_anthology/, epoch/, iclr2026/ and more")
    parser.add_argument("data", type=Path, help="has clusters/, papercopilot/, ror/ and more")
    folders = parser.parse_args()
    make(folders.more, folders.data, RECORD)
