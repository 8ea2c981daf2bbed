"""Pages with few lines: sensitivity, search, sources, terms, citing, use, data."""

from reports.marts import source_status, sources
from reports.marts.ranges import answer_range
from reports.marts.tables import MartTable
from reports.publication import evidence, export
from reports.publication.descriptors import schema_org
from reports.questions import QUESTIONS
from reports.questions.question import Page
from reports.site import glossary
from reports.site.examples import examples
from reports.site.mart_table import mart_table
from reports.site.view import View

WITHDRAWN = MartTable(
    "withdrawn_snapshots",
    "Files that were withdrawn after they had landed",
    order="withdrawn_on desc, source, file",
)
LOCAL = "http://127.0.0.1:3001"  # where ``compute-divide serve`` shows the site

SENSITIVITY = View(
    Page(id="sensitivity", link="Sensitivity", title="How much the answers depend on choices"),
    lambda marts, _: {
        "ranges": [(question, answer_range(marts, question.id)) for question in QUESTIONS],
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
        "withdrawn": mart_table(marts, WITHDRAWN),
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
        "exports": list(content.headlines.values()),
    },
)
