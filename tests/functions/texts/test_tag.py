"""A work gets a row for each fact of its texts."""

from __future__ import annotations

from dbt_project.functions.texts.pretrained import ModelName
from dbt_project.functions.texts.tag import Tag, Tagger, Text, TextTables
from dbt_project.functions.texts.topics import TopicTerm

TAGGER = Tagger(
    TextTables(
        [TopicTerm("qa", "question answering", "anywhere", "all", False)],
        [ModelName("BERT", "BERT", True, None, 2018)],
        [],
    )
)
TEXTS = [
    Text("papers", 1, 2020, "Question answering", "qa", "BERT on 8 GPUs."),
    Text("papers", 2, 2020, "BERT", " ", " "),
    Text("models", 1, 2020, "BERT", "Question answering", "On 8 GPUs."),
]
TAGS = [
    Tag("papers", 1, "topic", "qa", 1, 0, None),
    Tag("papers", 1, "keywords", "", 1, 0, None),
    Tag("papers", 1, "abstract", "", 0, 1, None),
    Tag("papers", 1, "accelerator", "", 0, 1, 8),
    Tag("papers", 1, "model", "BERT", 0, 1, None),
    Tag("papers", 2, "model", "BERT", 1, 0, None),
    Tag("models", 1, "topic", "qa", 1, 0, None),
]


def test_a_paper_has_a_tag_of_each_kind_and_a_model_its_topics() -> None:
    assert TAGGER(TEXTS) == TAGS
