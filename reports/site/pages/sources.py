"""Sources: their terms, their state, their files, withdrawn files and column drift."""

from reports.marts import source_status, sources
from reports.marts.tables import MartTable
from reports.publication import evidence
from reports.questions.question import Page
from reports.site.mart_table import mart_table
from reports.site.view import View

WITHDRAWN = MartTable(
    "withdrawn_snapshots",
    "Files that were withdrawn after they had landed",
    order="withdrawn_on desc, source, file",
)

VIEW = View(
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
