"""Pages with few lines: about, sensitivity, search, sources, methods, terms, limits, data."""

from itertools import groupby
from operator import itemgetter
from typing import Any

from reports.marts import dimensions, source_status, sources
from reports.marts.choices import caveats_of_answer, neighbours, range_sentence
from reports.marts.left_out import left_out
from reports.marts.reader import Marts
from reports.marts.standing import standing
from reports.marts.tables import MartTable
from reports.publication import evidence, export
from reports.publication.content import PublicationContent
from reports.publication.descriptors import schema_org
from reports.questions import QUESTIONS
from reports.questions.question import Page
from reports.site import glossary, specification
from reports.site.examples import examples
from reports.site.mart_tables import of_mart
from reports.site.view import View

WITHDRAWN = MartTable(
    "withdrawn_snapshots",
    "Files that were withdrawn after they had landed",
    order="withdrawn_on desc, source, file",
)
LOCAL = "http://127.0.0.1:3001"  # where ``compute-divide serve`` shows the site


def _methods(marts: Marts, content: PublicationContent) -> dict[str, Any]:
    text = content.publication.specification
    (metrics,) = (table for table in content.dataset.tables if table.name == export.METRICS)
    return {
        "metrics": dimensions.metrics(marts),
        "standing": standing(marts),
        "asked": _asked(),
        "definitions": dimensions.definitions(marts),
        "absences": dimensions.absences(marts),
        "sections": specification.sections(text),
        "contract": [column for column in metrics.columns if column.description],
        "levels": dimensions.interval_methods(marts),
    }


def _asked() -> dict[str, list[Page]]:
    """Return the questions that show each metric."""
    asked: dict[str, list[Page]] = {}
    for question in QUESTIONS:
        for metric in dict.fromkeys(headline.metric for headline in question.headlines):
            asked.setdefault(metric, []).append(question)
    return asked


def _groups(marts: Marts) -> list[dict[str, Any]]:
    """Return the caveats of each answer, and those of no answer by the kind of their cases."""
    every = {row["caveat"]: row for row in dimensions.caveats(marts)}
    groups, seen = [], set()
    for question in QUESTIONS:
        rows = [
            {**every[row["caveat"]], **row, "is_first": row["caveat"] not in seen}
            for row in caveats_of_answer(marts, question.id)
        ]
        seen |= {row["caveat"] for row in rows}
        groups += [{"id": question.id, "title": question.title, "rows": rows}] if rows else []
    rest = [{**every[name], "size": "", "is_first": True} for name in every.keys() - seen]
    rest.sort(key=itemgetter("entity", "caveat"))
    for entity, others in groupby(rest, itemgetter("entity")):
        title = f"Other numbers of {entity}"
        groups.append({"id": entity.replace(" ", "-"), "title": title, "rows": list(others)})
    return groups


SENSITIVITY = View(
    Page(id="sensitivity", link="Sensitivity", title="How much the answers depend on choices"),
    lambda marts, _: {
        "ranges": [
            (question, range_sentence(marts, question.id), neighbours(marts, question.id))
            for question in QUESTIONS
        ],
    },
)
SEARCH = View(Page(id="search", link="Search", title="Search"))
SOURCES = View(
    Page(id="sources", link="Sources", title="Sources and licences"),
    lambda marts, _: {
        "sources": sources.publishers(marts),
        "states": source_status.states(marts),
        "old": source_status.standing_still(source_status.states(marts)),
        "files": sources.snapshots(marts),
        "drift": evidence.drift(marts),
        "withdrawn": of_mart(marts, WITHDRAWN),
    },
)
TERMS = View(
    Page(id="terms", link="Terms", title="Terms and examples"),
    lambda _, content: {
        "glossary": list(glossary.terms(content.publication.glossary).values()),
        "organisations": glossary.organisations(),
    },
)
CITE = View(
    Page(id="cite", link="Cite", title="Cite a number"),
    lambda marts, _: {"sources": sources.publishers(marts)},
)
USE = View(
    Page(id="use", link="Use the data", title="Use the data"),
    lambda _, content: {
        "examples": examples(content.publication.site or LOCAL),
        "place": content.publication.site or LOCAL,
        "storage": export.DUCKDB_VERSION,
    },
)
DATA = View(
    Page(id="data", link="Data", title="Data to download"),
    lambda _, content: {
        "dataset": schema_org.description(content.dataset),
        "tables": content.dataset.tables,
        "largest_csv": export.LARGEST_CSV,
    },
)
METHODS = View(Page(id="methods", link="Methods", title="Methods and definitions"), _methods)
ABOUT = View(Page(id="about", link="About", title="About Compute Divide"))
RULES = View(
    Page(id="rules", link="Rules", title="Rules and evidence"),
    lambda _, content: {
        "specification": specification.render(content.publication.specification),
        "evidence": specification.render(
            content.publication.evidence, name="evidence", prefix="evidence"
        ),
    },
)
LIMITS = View(
    Page(id="caveats", link="Limits", title="Limits of the numbers"),
    lambda marts, _: {"left_out": left_out(marts), "groups": _groups(marts)},
)
