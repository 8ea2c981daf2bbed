"""``python -m tests.bench.peers.given WAREHOUSE FOLDER``: write the inputs of the peers.

A peer gets the data that follows from our tables and not from works: the sectors of affiliation
strings, the phrases of topics, the names of pre-trained models, the periods, and the patterns of
accelerators and names. All these inputs come from the warehouse that the pipeline built.

A peer writes three tables: ``teams`` (a row a work), ``topics`` (as ``marts.topic_teams``) and
``estimates`` (rows of ``marts.metrics`` without intervals).
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import duckdb

from ingestion.landing.schema import literal

# Folders whose name begins with an underscore have no works.
LANDED = "openalex/[!_]*/works.parquet"
TABLES = ("teams", "topics", "estimates")
SUBFIELDS = ("https://openalex.org/subfields/1702", "https://openalex.org/subfields/1707")
FRONT_MATTER = "^preface(?:$|:)|: preface$"
CLASSES = ("academic_only", "academia_industry", "industry_only", "other")
ORIGINS = ("academia", "industry", "academia+industry", "other")
SMALLEST_N, SMALLEST_EXPECTED, NEEDED_MENTIONS = 5, 5, 2
CHIP = (
    r"(?:(?i:graphics (?:processing units?|processors?|cards?)|tensor processing units?|gp-?gpus?"
    r"|gpus?|titan (?:xp?|v|rtx)|[gr]tx ?-?[0-9]{3,4}(?: ?ti)?|tesla [kpvmat][0-9]{1,3})|TPUs?"
    r"|[AHPV][12]00s?|DGX-?[12A]?[0-9]*)"
)
KINDS = "hardware|deep[- ]learning|neural[- ]network|machine[- ]learning|dnn|ai"
ACCELERATOR = rf"\b(?:{CHIP}|(?i:{KINDS}) accelerators?)\b"

GIVEN = {
    "labels": "select affiliation, has_academia, has_industry, has_other"
    " from intermediate.int_affiliations",
    "periods": "select period, first_year, last_year, is_year from intermediate.int_periods",
    "phrases": """
        with forms as (
            select term, term as form from reference.topic_term
            union
            select term, case
                when regexp_matches(term, '(s|x|ch|sh)$') then term || 'es'
                when regexp_matches(term, '[^aeiou]y$') then regexp_replace(term, 'y$', 'ies')
                else term || 's'
            end
            from reference.topic_term
        )
        select forms.form, terms.topic, topics.parent, terms.place, terms.is_exclusion
        from reference.topic_term as terms
        inner join forms on terms.term = forms.term
        inner join reference.topic as topics on terms.topic = topics.topic
        where terms.entity in ('all', 'papers')
    """,
    # The suffix of a definition, and the sector in which a mention counts.
    "models": """
        with models as (
            from intermediate.int_pretrained_models
        )
        select model, released_year, '' as suffix, null as sector from models
        union all
        select model, released_year, '', origin from models
        union all
        select model, released_year, '_open_weights', origin from models
        where openness = 'open_weights'
        union all
        select model, released_year, '_no_architectures', origin from models
        where not is_architecture
        union all
        select model, released_year, '_any_origin', 'academia' from models where has_academia
        union all
        select model, released_year, '_any_origin', 'industry' from models where has_industry
        union all
        select model, released_year, '_any_origin', 'other' from models where has_other
    """,
    "names": """
        select
            model,
            regexp_replace(name, '[^A-Za-z0-9.]+|^[^A-Za-z0-9]+', '', 'g') as name,
            is_case_sensitive,
            context
        from reference.pretrained_model_name
        where model is not null
    """,
    "contexts": "select context, word from reference.pretrained_context",
}
NAMES = (
    "select name, is_case_sensitive from reference.pretrained_model_name"
    " order by length(name) desc, name"
)


def write_given(warehouse: Path, folder: Path) -> None:
    """Write the inputs of the peers from a finished warehouse."""
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(warehouse, read_only=True) as connection:
        for name, query in GIVEN.items():
            path = literal(folder / f"{name}.parquet")
            connection.execute(f"copy ({query}) to {path} (format parquet)")
        names = [
            spelling if is_case_sensitive else f"(?i:{spelling})"
            for name, is_case_sensitive in connection.execute(NAMES).fetchall()
            for spelling in [re.sub("[ -]", "[ ‑–-]{0,2}", name.replace(".", "[.]"))]
        ]
    pattern = rf"(?:^|[^A-Za-z0-9_-])(?:{'|'.join(names)})(?:\b|_)"
    text = json.dumps({"names": pattern, "accelerator": ACCELERATOR})
    (folder / "patterns.json").write_text(text, encoding="utf-8")


def patterns(folder: Path) -> tuple[str, str]:
    """Return the patterns of names and of accelerators."""
    found = json.loads((folder / "patterns.json").read_text(encoding="utf-8"))
    return found["names"], found["accelerator"]


if __name__ == "__main__":
    write_given(*map(Path, sys.argv[1:3]))
