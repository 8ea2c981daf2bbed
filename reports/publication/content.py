"""The content of the pages and the manifest of a publication."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.headlines.answers import Statement
from reports.headlines.tables import HeadlineTable
from reports.publication.change_log import ChangeLogEntry
from reports.publication.export import Table
from reports.publication.model import Drawn, NotDrawn, Override, Publication


@dataclass(frozen=True)
class PublicationContent:
    """Results of one publication; ``headlines`` by table id.

    ``release`` is the id of its inputs. ``overrides`` are those of this and all earlier
    publications.
    """

    publication: Publication
    release: str
    figures: Sequence[Drawn]
    missing: Sequence[NotDrawn]
    statements: Sequence[Statement]
    headlines: Mapping[str, HeadlineTable]
    tables: Sequence[Table]
    changes: Sequence[ChangeLogEntry]
    overrides: Sequence[Override] = ()

    def texts(self, page: str, place: str) -> list[str]:
        """Return the sentences for a place on a page."""
        return [one.text for one in self.statements if (one.page, one.place) == (page, place)]

    def text(self, page: str, place: str) -> str:
        """Return the first sentence for a place on a page; empty if there is none."""
        return next(iter(self.texts(page, place)), "")
