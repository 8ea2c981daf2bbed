"""``python -m tests.bench.release PARTS WORKS FOLDER``: synthetic parts of OpenAlex.

FOLDER, which is new, gets ``jsonl/works`` and ``parquet/works`` with their manifests, in the layout
and with the fields of the publisher's documents of August 2026. A tenth of the works are in the
field. Equal arguments give equal works.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import duckdb

from ingestion.landing.schema import literal
from tests.bench import works

# A published record is about 7 kB of JSON, half of it in fields that we do not read.
RECORD = """
select
    works.* exclude (words, topics, updated_date),
    title as display_name,
    [
        {{
            id: topics[1].id, display_name: 'Synthetic topic', score: 0.9,
            subfield: {{
                id: case when hash(id) % 10 = 0 then 'https://openalex.org/subfields/1702'
                    else 'https://openalex.org/subfields/' || (2000 + hash(id) % 900) end,
                display_name: 'Synthetic subfield'
            }},
            field: {{id: 'https://openalex.org/fields/17', display_name: 'Computer Science'}},
            "domain": {{
                id: 'https://openalex.org/domains/' || (1 + hash(id) % 4),
                display_name:
                    (['Life Sciences', 'Social Sciences', 'Physical Sciences', 'Health Sciences'])
                    [cast(1 + hash(id) % 4 as bigint)]
            }}
        }}
    ] as topics,
    hash(id) % 50 = 1 as is_xpac,
    hash(id) % 200 = 3 as is_paratext,
    date '{day}'::varchar as updated_date,
    list_transform(range(30), lambda n: 'https://openalex.org/W' || (hash(id, n) % 9000000000))
        as referenced_works,
    list_transform(range(10), lambda n: 'https://openalex.org/W' || (hash(id, -n) % 9000000000))
        as related_works,
    list_transform(range(8), lambda n: {{
        id: 'https://openalex.org/C' || (hash(id, n) % 90000000),
        wikidata: 'https://www.wikidata.org/wiki/Q' || (hash(id, n) % 9000000),
        display_name: 'Synthetic concept', level: n, score: 0.5
    }}) as concepts,
    [primary_location] as locations,
    abstracts.found as abstract_inverted_index
from works left join abstracts using (id)
"""
ABSTRACTS = """
create or replace table abstracts as
select id, map(list(word order by places), list(places order by places))::json as found
from (
    select id, word, list(place order by place) as places
    from (select id, unnest(words) as word, unnest(range(len(words))) as place from works)
    group by all
)
group by id
"""
FORMS = {
    "jsonl": ("gz", "format json, compression gzip"),
    "parquet": ("parquet", "format parquet, compression snappy"),
}


def write(parts: int, number: int, folder: Path) -> None:
    """Write parts of so many works each."""
    files: dict[str, list[dict[str, object]]] = {form: [] for form in FORMS}
    with duckdb.connect() as connection, tempfile.TemporaryDirectory() as scratch:
        strings = works.write_pools(connection, parts * number, Path(scratch))
        for part in range(parts):
            day = f"2026-06-{1 + part % 24:02}"
            first, last = part * number, (part + 1) * number
            connection.execute(
                works.WORKS.format(
                    seed=works.SEED, first=first, last=last, year=2015 + part % 10,
                    authors=works.AUTHORS, people=max(100, parts * number), strings=strings,
                    titles=works.TITLES, venues=works.VENUES, abstracts=works.ABSTRACTS,
                    subfields=list(works.SUBFIELDS),
                )
            )  # fmt: skip
            connection.execute(ABSTRACTS)
            for form, (ending, options) in FORMS.items():
                name = f"updated_date={day}/part_{part // 24:04}.{ending}"
                path = folder / form / "works" / name
                path.parent.mkdir(parents=True, exist_ok=True)
                record = RECORD.format(day=day)
                connection.execute(f"copy ({record}) to {literal(path)} ({options})")
                meta = {"content_length": path.stat().st_size, "record_count": number}
                url = f"s3://openalex/data/{form}/works/{name}"
                files[form].append({"url": url, "meta": meta})
    for form, of in files.items():
        write_manifest(folder / form / "works", form, of)


def write_manifest(folder: Path, form: str, files: list[dict[str, object]]) -> None:
    """Write the manifest of an entity, as the publisher does last."""
    head = {"date": "2026-06-25", "format": form, "entity": "works"}
    (folder / "manifest.json").write_text(json.dumps({**head, "files": files}), encoding="utf-8")


if __name__ == "__main__":
    write(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
