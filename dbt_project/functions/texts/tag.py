"""Tags a work by one pass over its texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from dbt_project.functions.texts.accelerators import devices, has_accelerator
from dbt_project.functions.texts.pretrained import ContextWord, ModelName, Pretrained
from dbt_project.functions.texts.topics import TopicTerm, topic_lookup, topics


class Text(NamedTuple):
    """The texts of a paper or model; empty if it has none."""

    entity: str
    work_key: int
    year: int | None
    title: str
    keywords: str
    abstract: str


class Tag(NamedTuple):
    """A fact that the texts of a work give.

    ``kind`` is ``abstract`` or ``keywords`` (the work has them), ``accelerator`` (its abstract
    names one, and counts ``devices``), or ``topic`` or ``model`` with a ``name``.

    For a topic, ``in_head`` counts its mentions in title and keywords, and ``in_abstract`` those in
    the abstract. For a model, ``in_head`` is 1 if the title names it. ``in_abstract`` is 1 if the
    work has an abstract, and title or abstract name it.
    """

    entity: str
    work_key: int
    kind: str
    name: str
    in_head: int
    in_abstract: int
    devices: int | None


class TextTables(NamedTuple):
    """The rows of the seeds that tag."""

    terms: Sequence[TopicTerm]
    names: Sequence[ModelName]
    contexts: Sequence[ContextWord]


class Tagger:
    """Tags works by the tables of a run."""

    def __init__(self, tables: TextTables) -> None:
        self.terms = topic_lookup(tables.terms)
        self.pretrained = Pretrained(tables.names, tables.contexts)

    def __call__(self, rows: Iterable[tuple[str, int, int | None, str, str, str]]) -> list[Tag]:
        """Tag the works of a batch, whose rows have the fields of ``Text``."""
        return [tag for row in rows for tag in self._tags(Text(*row))]

    def _tags(self, text: Text) -> Iterator[Tag]:
        tag = partial(Tag, text.entity, text.work_key)
        for count in topics(text.entity, text.title, text.keywords, text.abstract, self.terms):
            yield tag("topic", count.topic, count.in_head, count.in_abstract, None)
        if text.entity != "papers":
            return
        if text.keywords.strip():
            yield tag("keywords", "", 1, 0, None)
        if text.abstract.strip():
            yield tag("abstract", "", 0, 1, None)
            if has_accelerator(text.abstract):
                yield tag("accelerator", "", 0, 1, devices(text.abstract))
        for model, in_title, in_text in self.pretrained.named(text.year, text.title, text.abstract):
            yield tag("model", model, int(in_title), int(in_text), None)
