from __future__ import annotations

from typing import Any

from dbt_project.batches import applied
from dbt_project.functions.texts.pretrained import ContextWord, ModelName
from dbt_project.functions.texts.tag import Tagger, Text, TextTables
from dbt_project.functions.texts.topics import TopicTerm
from dbt_project.rows import rows_of


def model(dbt: Any, session: Any) -> Any:
    tables = TextTables(
        rows_of(TopicTerm, dbt.ref("topic_term")),
        rows_of(ModelName, dbt.ref("int_pretrained_names")),
        rows_of(ContextWord, dbt.ref("pretrained_context")),
    )
    texts = dbt.ref("int_works__texts").project(", ".join(Text._fields))
    tags = applied(Tagger(tables), texts, session, dbt.this.identifier)
    # A reduced list states the tags of its papers, and has no texts.
    reduced = dbt.ref("stg_reduced__papers")
    stated = reduced.project("'papers', paper_key, unnest(tags, recursive := true)")
    return tags.union(stated)
