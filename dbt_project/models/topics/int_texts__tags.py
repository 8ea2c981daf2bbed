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
    tags = applied(Tagger(tables), texts, session)
    # Some lists state the tags of their papers, because their texts may not be passed on.
    stated = "'papers', paper_key, unnest(tags, recursive := true)"
    lists, reduced = dbt.ref("stg_lists__papers"), dbt.ref("stg_reduced__papers")
    return tags.union(lists.project(stated)).union(reduced.project(stated))
