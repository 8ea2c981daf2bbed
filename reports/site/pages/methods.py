"""Metrics, definitions, absences, methods of intervals, and the columns of metrics."""

from typing import Any

from reports.marts import dimensions
from reports.marts.reader import Marts
from reports.publication.content import PublicationContent
from reports.publication.export import METRICS
from reports.questions.question import Page
from reports.site import specification
from reports.site.view import View


def _context(marts: Marts, content: PublicationContent) -> dict[str, Any]:
    text = content.publication.specification
    (metrics,) = (table for table in content.dataset.tables if table.name == METRICS)
    return {
        "metrics": dimensions.metrics(marts),
        "definitions": dimensions.definitions(marts),
        "absences": dimensions.absences(marts),
        "sections": specification.sections(text),
        "specification": specification.render(text),
        "evidence": specification.render(
            content.publication.evidence, name="evidence", prefix="evidence"
        ),
        "contract": [column for column in metrics.columns if column.description],
        "levels": dimensions.interval_methods(marts),
    }


VIEW = View(Page(id="methods", link="Methods", title="Methods and definitions"), _context)
