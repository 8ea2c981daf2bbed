"""The site: pages that need nothing but the files beside them, on any server and none."""

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
from reports.marts.reader import Marts
from reports.publication import evidence
from reports.publication.content import Content
from reports.site import page_context as views
from reports.site import specification
from reports.text.formatting import RANGE, cause_name, count, period_name, plain
from reports.text.units import format_change

TEMPLATES = Path(__file__).parent / "templates"
STYLE = "style.css"
SCRIPT = "explorer.js"
NUMBER = r"\d[\d.,]*"
WHOLE = re.compile(
    rf"\d{{4}}-\d\d-\d\d|n\s=\s{NUMBER}|{NUMBER} of {NUMBER}|{NUMBER}{RANGE}{NUMBER}%?"
)


def write_pages(marts: Marts, folder: Path, content: Content) -> None:
    """Write every page; every text from the data is escaped."""
    environment = _environment()
    known = specification.sections(content.publication.specification)
    environment.filters["refer"] = partial(specification.linked, known=known)
    shared = {
        "sample": views.sample(marts),
        "questions": QUESTIONS,
        "about": ABOUT,
        "publication": content.publication,
        "width": WIDTH,
        "style": _ours(STYLE),
        "script": _ours(SCRIPT),
        "policy": _policy(),
    }
    places = [("index.html", "index.html", views.front(marts, content))]
    places += [(f"{p.id}.html", p.template, _view(marts, p, content)) for p in PAGES]
    for name, template, view in places:
        html = environment.get_template(template).render(**shared, **view)
        (folder / name).write_text(html, encoding="utf-8", newline="\n")


def _view(marts: Marts, page: Page, content: Content) -> dict[str, Any]:
    """What every page shows, and what only this one does."""
    only = getattr(views, page.template.removesuffix(".html"))
    return {**views.page(marts, page, content), **only(marts, page, content)}


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
        named_period=period_name,
        plain=_plain,
        result=evidence.result,
        tool=_tool,
        web=_is_web,
    )
    return environment


def _ours(name: str) -> Markup:
    """Our own style or script, which goes into a page as it is."""
    return Markup(_read(name))  # noqa: S704 - a file of this package, no foreign text


def _read(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _policy() -> str:
    """Allow images beside the page, and of style and script exactly ours, by their hashes.

    Hashes hold from a file as from a server; where a page is opened as a file, ``self`` would
    allow no script at all, and ``file:`` any.
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
    """Text in which no line break parts a date, an n, an interval or k of n."""
    return Markup(WHOLE.sub(r'<span class="keep">\g<0></span>', escape(text)))  # noqa: S704


def _tool(name: str) -> str:
    return name.replace("great_expectations", "Great Expectations")


def _is_web(address: str | None) -> bool:
    """Only addresses of the web become links: a foreign one could be a script."""
    return (address or "").startswith(("https://", "http://"))
