"""Everything that the pages and the manifest of a publication show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.headlines.tables import HeadlineTable
from reports.publication.change_log import ChangeLogEntry
from reports.publication.export import Table
from reports.publication.model import Drawn, NotDrawn, Override, Publication


@dataclass(frozen=True)
class PublicationContent:
    """Results of one publication; ``answers`` by page id, ``headlines`` by table id.

    ``release`` is the id of its inputs, and ``overrides`` are those of all publications so far.
    """

    publication: Publication
    release: str
    figures: Sequence[Drawn]
    missing: Sequence[NotDrawn]
    answers: Mapping[str, Sequence[str]]
    headlines: Mapping[str, HeadlineTable]
    tables: Sequence[Table]
    changes: Sequence[ChangeLogEntry]
    overrides: Sequence[Override] = ()
