"""All published tables, and their description for search engines."""

from reports.publication import export
from reports.publication.descriptors import schema_org
from reports.questions.question import Page
from reports.site.view import View

VIEW = View(
    Page(id="data", link="Data", title="Data to download"),
    lambda _, content: {
        "dataset": schema_org.description(content.dataset),
        "tables": content.dataset.tables,
        "largest_csv": export.LARGEST_CSV,
        "exports": list(content.headlines.values()),
    },
)
