"""What a publication has to show, made before its pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.changes import Change
from reports.export import Table
from reports.record import Drawn, NotDrawn, Publication
from reports.tables import HeadlineTable


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
