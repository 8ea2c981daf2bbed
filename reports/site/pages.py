"""The pages of the site. They need no server and load nothing from other hosts."""

import base64
import hashlib
import re
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

from reports.catalogue import ABOUT, PAGES, QUESTIONS, Page
from reports.charts.theme import WIDTH
from reports.marts import dimensions
from reports.marts.reader import Marts
from reports.publication import evidence
from reports.publication.content import PublicationContent
from reports.site import page_context, specification
from reports.text.formatting import (
    RANGE,
    cause_name,
    count,
    definition_name,
    period_name,
    plain,
)
from reports.text.units import format_change

TEMPLATES = Path(__file__).parent / "templates"
STYLE = "style.css"
SCRIPT = "explorer.js"
NUMBER = r"\d[\d.,]*"
UNBROKEN = re.compile(
    rf"\d{{4}}-\d\d-\d\d|n\s=\s{NUMBER}|{NUMBER} of {NUMBER}|{NUMBER}{RANGE}{NUMBER}%?"
)


def write_pages(marts: Marts, folder: Path, content: PublicationContent) -> None:
    """Write every page; text from the data is escaped."""
    environment = _environment()
    known = specification.sections(content.publication.specification)
    environment.filters["refer"] = partial(specification.linked, known=known)
    shared = {
        "sample": page_context.sample(marts),
        "metric_titles": dimensions.metric_titles(marts),
        "questions": QUESTIONS,
        "about": ABOUT,
        "publication": content.publication,
        "width": WIDTH,
        "style": _file(STYLE),
        "script": _file(SCRIPT),
        "policy": _policy(),
    }
    pages = [("index.html", "index.html", page_context.front(marts, content))]
    pages += [(f"{p.id}.html", p.template, _context(marts, p, content)) for p in PAGES]
    for name, template, context in pages:
        html = environment.get_template(template).render(**shared, **context)
        (folder / name).write_text(html, encoding="utf-8", newline="\n")


def _context(marts: Marts, page: Page, content: PublicationContent) -> dict[str, Any]:
    """Return the context of a page: what all pages share, and what its template adds."""
    template_context = getattr(page_context, page.template.removesuffix(".html"))
    return {**page_context.page(marts, page, content), **template_context(marts, page, content)}


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        amount=format_change,
        cause=cause_name,
        count=_count,
        kept=_kept,
        named_definition=definition_name,
        named_period=period_name,
        plain=_plain,
        result=evidence.result,
        tool=_tool,
        web=_is_web,
    )
    return environment


def _file(name: str) -> Markup:
    """Return a style or script of this package, unescaped."""
    return Markup(_read(name))  # noqa: S704 - a file of this package, no foreign text


def _read(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _policy() -> str:
    """Return the content security policy: local images, and exactly our style and script.

    Hashes allow the same style and script from a file and from a server. In a page opened as a
    file, ``self`` would allow no script and ``file:`` would allow any.
    """
    style, script = (_digest(f"\n{_read(name)}") for name in (STYLE, SCRIPT))
    return (
        f"default-src 'none'; img-src 'self' file: data:; style-src '{style}'; "
        f"script-src '{script}'; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _count(number: int | None) -> str:
    return "" if number is None else count(int(number))


def _plain(text: str | None, longest: int = 300) -> str:
    return plain(text or "", longest)


def _kept(text: str) -> Markup:
    """Mark dates, n, intervals and k of n in a text, so that lines do not break inside them."""
    return Markup(UNBROKEN.sub(r'<span class="keep">\g<0></span>', escape(text)))  # noqa: S704


def _tool(name: str) -> str:
    return name.replace("great_expectations", "Great Expectations")


def _is_web(address: str | None) -> bool:
    """Return whether an address may become a link; another scheme could run a script."""
    return (address or "").startswith(("https://", "http://"))
