"""What a publication has to show, made before its pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.headlines.tables import HeadlineTable
from reports.publication.change_log import Change
from reports.publication.export import Table
from reports.publication.model import Drawn, NotDrawn, Publication


@dataclass(frozen=True)
class Content:
    """Figures drawn and not, answers by page, headline tables by id, marts written, change log."""

    publication: Publication
    figures: Sequence[Drawn]
    missing: Sequence[NotDrawn]
    answers: Mapping[str, Sequence[str]]
    headlines: Mapping[str, HeadlineTable]
    tables: Sequence[Table]
    changes: Sequence[Change]
