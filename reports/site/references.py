"""Citations and links of pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.marts.reader import Scope
from reports.publication.content import PublicationContent
from reports.publication.descriptors import CREATOR, TITLE
from reports.questions import QUESTIONS
from reports.text.formatting import day_name
from reports.text.latex import escape

RELEASES = "releases"


@dataclass(frozen=True)
class Reference:
    """A citation as text and BibTeX, and a relative link that later publications keep.

    ``short`` is for the text of an article. ``site`` is the address of the publication, or empty.
    """

    text: str
    short: str
    bibtex: str
    site: str
    permanent_link: str

    @property
    def permanent(self) -> str:
        """Return the address of the page of this release, which later publications keep."""
        return absolute(self.site, self.permanent_link)


def absolute(site: str, link: str) -> str:
    """Return a link with the address of the site, if that is known."""
    return f"{site}/{link}" if site else link


def page_reference(
    content: PublicationContent,
    title: str,
    page: str,
    lists: Iterable[Scope | None],
) -> Reference:
    """Return how to cite a page with these lists, and the answer of a question."""
    data = list(dict.fromkeys(scope.citation for scope in lists if scope))
    # The page of a release has a section for each question and for no other page.
    anchor = page if page in {question.id for question in QUESTIONS} else "main"
    answers = content.answers.get(page)
    fact = str(answers.answer.sentences[0]) if answers and answers.answer else ""
    return _reference(content, title, anchor, data, fact)


def _reference(
    content: PublicationContent,
    title: str,
    anchor: str,
    data: Sequence[str],
    fact: str = "",
) -> Reference:
    publication, release = content.publication, content.release
    permanent = f"{RELEASES}/{release}.html#{anchor}"
    doi = f"https://doi.org/{publication.doi}" if publication.doi else ""
    address = absolute(publication.site, permanent) if publication.site else doi
    where = "" if address else f"File: {permanent}"
    lists = " ".join(filter(None, (fact, f"Data: {'; '.join(data)}." if data else "", where)))
    record = f"embedded record of {day_name(content.record)}, " if content.record else ""
    source, day = f"{TITLE}, {record}release {release}", publication.day
    stop = "" if title.endswith(("?", ".")) else "."
    text = f"{CREATOR} ({day.year}). {title}{stop} {source}, {day_name(day)}. {lists} {address}"
    bibtex = {
        "author": f"{{{CREATOR}}}",
        "title": f"{{{escape(title)}}}",
        "year": f"{day.year}",
        "month": f"{day:%b}".lower(),
        "day": f"{day.day}",
        "version": release,
        "howpublished": source,
        "note": escape(lists),
        "doi": publication.doi,
        "url": address,
    }
    short = f"{TITLE}, “{title}”, release {release}, {day_name(day)}"
    entry = [f"  {name} = {{{value}}}," for name, value in bibtex.items() if value]
    return Reference(
        " ".join(text.split()),
        short,
        "\n".join([f"@misc{{computedivide-{release}-{anchor},", *entry, "}"]),
        publication.site,
        permanent,
    )
