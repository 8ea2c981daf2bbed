"""The pages of the site, which need no server and load nothing from other hosts."""

import base64
import hashlib
import re
import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from reports.charts.theme import WIDTH
from reports.marts import dimensions
from reports.marts.entities import file_query
from reports.marts.reader import Marts
from reports.publication.content import PublicationContent
from reports.publication.descriptors import CREATOR
from reports.publication.export import write_csv
from reports.publication.faults import fault
from reports.questions import QUESTIONS
from reports.site import programs, specification
from reports.site.examples import FOLDER as EXAMPLES
from reports.site.examples import NOTEBOOK, PLACE
from reports.site.pages import (
    MENU,
    PAGES,
    VIEWS,
    common,
    entities,
    entity_lists,
    front,
    papers,
    release,
)
from reports.site.prose import Templates
from reports.site.references import RELEASES, page_reference
from reports.site.rows import addresses, opened
from reports.site.scripts import script
from reports.site.table import FOLDER as ROWS_FOLDER
from reports.site.view import View
from reports.text import formatting
from reports.text.units import format_change

TEMPLATES = Path(__file__).parent / "templates"
STYLE = "style.css"
EXPLORER = "explorer"
LIBRARY = Path(__file__).parent / "vendor" / "plot" / "plot.min.js"
BUNDLES = {"charts": "charts/main.js", "choices": "choices/main.js"}
FEEDS = "feeds"
# Scripts in the pages themselves, by what they are for.
TABLES = "tables.js"
LOADER = "loader.js"
SEARCH = "search.js"
ROWS = "rows.js"
CALCULATOR = "calculator/main.js"
INLINE = {
    "tables_script": TABLES,
    "loader": LOADER,
    "search_script": SEARCH,
    "rows_script": ROWS,
    "calculator_script": CALCULATOR,
}
Render = Callable[..., None]  # writes a page from a file name, a template and a context
NUMBER = r"\d[\d.,]*"
UNBROKEN = re.compile(
    rf"\d{{4}}-\d\d-\d\d|n\s=\s{NUMBER}|{NUMBER} of {NUMBER}|{NUMBER}{formatting.RANGE}{NUMBER}%?"
)


def write_pages(
    marts: Marts, folder: Path, content: PublicationContent, earlier: Path | None = None
) -> None:
    """Write every page, the feed and the site map; text from the data is escaped.

    ``earlier`` is the folder of the last publication; its pages of releases are copied.
    """
    kept = _keep_releases(folder, earlier)
    releases = [content.release, *(name for name in kept if name != content.release)]
    render = _renderer(marts, folder, content, releases)
    with _alone(content, render, "index.html"):
        render("index.html", "index.html", front.context(marts, content), kind="front")
    for new in (EXPLORER, ROWS_FOLDER, papers.FOLDER):
        (folder / new).mkdir()
    shutil.copyfile(TEMPLATES / STYLE, folder / STYLE)
    shutil.copyfile(LIBRARY, folder / EXPLORER / "plot.js")
    for name, file in BUNDLES.items():
        path = folder / EXPLORER / f"{name}.js"
        path.write_text(script(file), encoding="utf-8", newline="\n")
    for view in VIEWS:
        with _alone(content, render, f"{view.page.id}.html"):
            _write_view(marts, folder, content, view, render)
    papers_name = _write_papers(marts, folder, render)
    entity_names = list(_write_entities(marts, folder, content, render))
    if content.release not in kept:
        name = f"{RELEASES}/{content.release}.html"
        render(name, "release.html", release.context(marts, content), root="../")
    publication = content.publication
    base = f"{publication.site}/" if publication.site else ""
    # A server shows this page at any address, so its links must be complete addresses.
    render("404.html", "404.html", {}, root=base)
    _write_feeds(marts, folder, render, content, base)
    render("llms.txt", "llms.txt", {**programs.context(marts, content), "base": base})
    notebook = (EXAMPLES / NOTEBOOK).read_text("utf-8").replace(PLACE, publication.site or ".")
    (folder / NOTEBOOK).write_text(notebook, encoding="utf-8", newline="\n")
    if publication.site:
        names = ["index.html", *(f"{page.id}.html" for page in PAGES)]
        names += [papers_name, *entity_names]
        names += [f"{RELEASES}/{name}.html" for name in releases]
        render("sitemap.xml", "sitemap.xml", {"names": names})
        rules = f"User-agent: *\nAllow: /\nSitemap: {base}sitemap.xml\n"
        (folder / "robots.txt").write_text(rules, encoding="utf-8", newline="\n")


@contextmanager
def _alone(
    content: PublicationContent, render: Render, page: str, root: str = ""
) -> Iterator[None]:
    """Write a page, and if its code fails, say why in its place."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - whatever it is, it ends no other page
        content.faults.append(fault(page, error))
        render(page, "not-written.html", {"reason": content.faults[-1].reason}, root=root)


def write_comparison(file: Path, text: str) -> None:
    """Write the page of a comparison of two publications, which is Markdown."""
    content = Markup(MarkdownIt("commonmark", {"html": False}).render(text))  # noqa: S704 - no HTML
    page = _environment().get_template("what-if.html")
    values = {"text": content, "policy": _policy()}
    file.write_text(page.render(values), encoding="utf-8", newline="\n")


def _write_feeds(
    marts: Marts, folder: Path, render: Render, content: PublicationContent, base: str
) -> None:
    """Write the feed of all changes, and one of the numbers of each question."""
    shared = {"base": base, "creator": CREATOR, "subject": None, "log": content.changes}
    render("feed.xml", "feed.xml", {**shared, "answers": content.answers})
    (folder / FEEDS).mkdir()
    shared["base"] = base or "../"
    for question in QUESTIONS:
        metrics = {headline.metric for headline in question.headlines}
        log = [
            {**step, "moved": [row for row in step["moved"] if row["metric"] in metrics]}
            for step in content.changes
        ]
        log = [step for step in log if step["moved"] or step["is_first"]]
        own = {
            "log": log,
            "subject": question,
            "answers": {question.id: content.answers[question.id]},
        }
        render(f"{FEEDS}/{question.id}.xml", "feed.xml", {**shared, **own})


def _write_view(
    marts: Marts, folder: Path, content: PublicationContent, view: View, render: Render
) -> None:
    """Write a page, with the rows of its list as a script."""
    context = common.context(marts, view.page, PAGES, content) | view.context(marts, content)
    name = f"{view.page.id}.html"
    render(name, view.template or name, context)
    if "table" in context and context["table"].words:
        context["table"].write(folder)


def _write_papers(marts: Marts, folder: Path, render: Render) -> str:
    """Write the papers of each edition as a script, and their page; return its path."""
    for edition in papers.of_editions(marts):
        edition.write(folder)
    every = papers.pooled(marts)
    name = f"{papers.FOLDER}/{every.id}.html"
    render(name, "rows.html", {"table": every}, root="../")
    every.write(folder)
    return name


def _write_entities(
    marts: Marts, folder: Path, content: PublicationContent, render: Render
) -> Iterator[str]:
    """Write a page for each venue and country, and yield their paths; old addresses lead on."""
    for kind, index in entities.KINDS.items():
        (folder / index.id).mkdir()
        write_csv(marts.connection, file_query(kind), folder / index.id / "all.csv")
        for entity in entities.entities(marts, kind):
            title, page = f"{index.title}: {entity.name}", entity.path.removesuffix(".html")
            lists = [part["table"].scope for part in entity.parts]
            reference = page_reference(content, title, page, lists)
            context = {"entity": entity, "reference": reference}
            with _alone(content, render, entity.path, root="../"):
                render(entity.path, "entity.html", context, root="../", kind="entity")
            yield entity.path
    for old, new in entity_lists.moved(marts).items():
        render(old, "moved.html", {"address": f"../{new}"})


def _keep_releases(folder: Path, earlier: Path | None) -> list[str]:
    """Copy the pages of earlier releases, and return their ids."""
    (folder / RELEASES).mkdir()
    pages = sorted((earlier / RELEASES).glob("*.html")) if earlier else []
    for page in pages:
        shutil.copyfile(page, folder / RELEASES / page.name)
    return [page.stem for page in pages]


def _renderer(
    marts: Marts, folder: Path, content: PublicationContent, releases: Sequence[str]
) -> Render:
    """Return a function that writes a page from a file name, a template and a context."""
    environment = _environment()
    address = addresses(marts)
    environment.filters["opened"] = partial(opened, address=address)
    environment.filters["address"] = address
    environment.filters["named_definition"] = partial(dimensions.definition_name, marts)
    environment.filters["refer"] = partial(
        specification.linked, is_there=bool(content.publication.specification)
    )
    shared = {
        "record": content.record,
        "metric_titles": dimensions.metric_titles(marts),
        "questions": QUESTIONS,
        "menu": MENU,
        "publication": content.publication,
        "published_tables": {table.name: table for table in content.dataset.tables},
        "release": content.release,
        "releases": releases,
        "width": WIDTH,
        **{name: Markup(script(file)) for name, file in INLINE.items()},  # noqa: S704 - our files
        **dict.fromkeys(
            ("page", "behind", "reference", "card", "summary", "previous", "following", "dataset")
        ),
        "root": "",
        "kind": "",
    }
    policy = _policy(TABLES, LOADER)
    policies = {
        "search.html": _policy(TABLES, SEARCH, is_search=True),
        "what-is-in-reach.html": _policy(TABLES, LOADER, CALCULATOR),
        "rows.html": _policy(TABLES, ROWS),
    }

    def render(name: str, template: str, context: Mapping[str, Any], **more: str) -> None:
        allowed = policies.get(template, policy)
        values = {**shared, "policy": allowed, "name": name, **context, **more}
        text = environment.get_template(template).render(values)
        (folder / name).write_text(text, encoding="utf-8", newline="\n")

    return render


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=Templates(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    parser = MarkdownIt("commonmark", {"html": False})
    # Blanks between tags are removed, which makes the longest page a tenth shorter.
    environment.policies["json.dumps_kwargs"] = {"separators": (",", ":"), "ensure_ascii": False}
    environment.filters.update(
        amount=format_change,
        percent=formatting.percent,
        count=lambda number: "" if number is None else formatting.count(int(number)),
        day=formatting.day_name,
        inline=lambda text: Markup(parser.renderInline(text)),  # noqa: S704 - of one line, no HTML
        kept=_kept,
        licences=lambda text: formatting.licence_words(text or ""),
        named_period=formatting.period_name,
        plain=lambda text, longest=300: formatting.plain(text or "", longest),
        uuid=_uuid,
        web=formatting.is_web,
    )
    return environment


def _policy(*scripts: str, is_search: bool = False) -> str:
    """Return the content security policy: local images and styles, and exactly our scripts.

    Hashes allow the same scripts from a file and from a server. If a page is opened as a file,
    ``self`` would allow no script and ``file:`` would allow any. A script with such a hash may load
    others, which is how the explorer loads its files. The search also loads its own files from the
    server of the site, and runs WebAssembly.
    """
    allowed = [_digest(script(name)) for name in scripts]
    own = " 'self'" if is_search else ""
    loads = "" if is_search else " 'strict-dynamic'"
    more = " 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'" if is_search else ""
    return (
        "default-src 'none'; img-src 'self' file: data:; style-src 'self' file:; "
        f"script-src {' '.join(allowed)}{own}{loads}{more}; base-uri 'none'; "
        "form-action 'self' file:"
    )


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _kept(text: str) -> Markup:
    """Mark dates, n, intervals and k of n in a text, so that lines do not break inside them.

    On Python 3.11, a substitution in Markup would escape the tags, so the text becomes a ``str``.
    """
    return Markup(UNBROKEN.sub(r'<span class="keep">\g<0></span>', str(escape(text))))  # noqa: S704


def _uuid(name: str) -> str:
    """Return the identifier of an entry of the feed, which depends on its name only."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"compute-divide/{name}"))
