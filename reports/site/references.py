"""Citations, links and embed codes of pages and figures."""

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from reports.marts.reader import Marts
from reports.publication.content import PublicationContent
from reports.publication.descriptors.dataset import CREATOR, TITLE
from reports.publication.model import Drawn, Publication
from reports.questions import QUESTIONS
from reports.questions.tables import HeadlineTable
from reports.text.formatting import day_name
from reports.text.latex import escape

RELEASES = "releases"


@dataclass(frozen=True)
class Reference:
    """A citation as text, BibTeX and RIS, two links, and HTML to embed a figure.

    ``link`` and ``permanent_link`` are relative. ``site`` is the address of the publication; it may
    be empty, and then ``embed`` is empty too.
    """

    text: str
    bibtex: str
    ris: str
    site: str
    link: str
    permanent_link: str
    embed: str = ""

    @property
    def address(self) -> str:
        """Return the address of the page in the newest release."""
        return absolute(self.site, self.link)

    @property
    def permanent(self) -> str:
        """Return the address of the page of this release, which later publications keep."""
        return absolute(self.site, self.permanent_link)


def absolute(site: str, link: str) -> str:
    """Return a link with the address of the site, if that is known."""
    return f"{site}/{link}" if site else link


def page_reference(
    content: PublicationContent, title: str, page: str, tables: Iterable[HeadlineTable]
) -> Reference:
    """Return how to cite a page with these tables."""
    data = list(dict.fromkeys(table.scope.citation for table in tables))
    # The page of a release has a section for each question and for no other page.
    anchor = page if page in {question.id for question in QUESTIONS} else "main"
    return _reference(content, title, f"{page}.html", anchor, data)


def figure_reference(
    marts: Marts, content: PublicationContent, figure: Drawn, page: str
) -> Reference:
    """Return how to cite and embed a figure."""
    entry = _reference(
        content, figure.text.title, f"{page}.html#{figure.id}", figure.id, _lists(marts, figure)
    )
    if not entry.site:
        return entry
    image = absolute(entry.site, figure.path("svg").as_posix())
    embed = (
        f'<figure><a href="{entry.address}"><img src="{image}" width="580" '
        f'alt="{html.escape(figure.text.title)}"></a><figcaption>'
        f"{html.escape(entry.text)}</figcaption></figure>"
    )
    return replace(entry, embed=embed)


def _lists(marts: Marts, figure: Drawn) -> list[str]:
    """Name the publishers of the rows of a figure, with the newest date of each list."""
    if not {"source", "vintage"} <= set(figure.data):
        return []
    newest = figure.data.dropna(subset=["source", "vintage"]).groupby("source")["vintage"].max()
    return [
        f"{marts.terms(str(source))[0]}, {vintage:%Y-%m-%d}" for source, vintage in newest.items()
    ]


def _reference(
    content: PublicationContent, title: str, link: str, anchor: str, data: Sequence[str]
) -> Reference:
    publication, release = content.publication, content.release
    permanent = f"{RELEASES}/{release}.html#{anchor}"
    address = absolute(publication.site, permanent) if publication.site else ""
    lists = f"Data: {'; '.join(data)}." if data else ""
    record = f"embedded record of {day_name(content.record)}, " if content.record else ""
    source = f"{TITLE}, {record}release {release}"
    text = (
        f"{CREATOR} ({publication.day.year}). {_ended(title)} {source}, "
        f"{day_name(publication.day)}. {lists} {address}"
    )
    fields = {"howpublished": source, "note": escape(lists), "url": address}
    bibtex = _bibtex(publication, release, title, fields)
    ris = _ris(publication, release, title, {"DB": source, "N1": lists, "UR": address})
    return Reference(" ".join(text.split()), bibtex, ris, publication.site, link, permanent)


def _ended(title: str) -> str:
    return title if title.endswith(("?", ".")) else f"{title}."


def _bibtex(publication: Publication, release: str, title: str, more: Mapping[str, str]) -> str:
    fields = {
        "author": f"{{{CREATOR}}}",
        "title": f"{{{escape(title)}}}",
        "year": f"{publication.day.year}",
        "month": f"{publication.day:%b}".lower(),
        "day": f"{publication.day.day}",
        **more,
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{computedivide-{release},", *lines, "}"])


def _ris(publication: Publication, release: str, title: str, more: Mapping[str, str]) -> str:
    """Write a citation as Zotero, EndNote and Mendeley read it: a line for each tag."""
    fields = {
        "TY": "DATA",
        "AU": f"{CREATOR},",  # a comma ends a family name, so programs keep the name whole
        "TI": title,
        "PY": f"{publication.day.year}",
        "DA": f"{publication.day:%Y/%m/%d}",
        "ET": release,
        **more,
    }
    lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in fields.items() if value]
    return "\n".join([*lines, "ER  - "])
