"""The terms of the glossary, and how examples of organisations are classified."""

from reports.questions.question import Page
from reports.site import glossary
from reports.site.view import View

VIEW = View(
    Page(id="terms", link="Terms", title="Terms and examples"),
    lambda _, content: {
        "glossary": list(glossary.terms(content.publication.glossary).values()),
        "organisations": glossary.organisations(),
    },
)
