"""The content of the pages and the manifest of a publication."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from reports.publication.change_log import Entry
from reports.publication.descriptors import Dataset
from reports.publication.model import Drawn, NotDrawn, Override, Publication
from reports.questions import Answers


@dataclass(frozen=True)
class PublicationContent:
    """Results of one publication; ``answers`` by question.

    ``release`` is the id of its inputs. ``overrides`` are those of this and all earlier
    publications. ``record`` is the date of the embedded record; None for other sources. ``faults``
    are the pages whose code failed, as far as they are written.
    """

    publication: Publication
    release: str
    figures: Sequence[Drawn]
    missing: Sequence[NotDrawn]
    answers: Mapping[str, Answers]
    dataset: Dataset
    changes: Sequence[Entry]
    overrides: Sequence[Override] = ()
    record: date | None = None
    faults: list[NotDrawn] = field(default_factory=list)
