"""The specification (metrics.md) and its evidence as parts of a page, and links to sections."""

import re
from collections.abc import Iterable
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

SECTION = r"\d+(?:\.\d+)?|M\d+[a-z]?\d?"
NUMBERED = re.compile(rf"({SECTION})\b")
REFERENCE = re.compile(rf"metrics\.md (?:section )?({SECTION})\b")


def render(markdown: str, name: str = "specification", prefix: str = "section") -> Markup:
    """Render the sections; headings go one level down, and numbered ones get ids with ``prefix``.

    The title and introduction of the document are left out, because the page has its own.
    """
    tokens = _parser().parse(markdown)
    start = next((i for i, token in enumerate(tokens) if token.tag == "h2"), len(tokens))
    prepared = list(_prepared(tokens[start:], name, prefix))
    html = _parser().renderer.render(prepared, _parser().options, {})
    return Markup(html)  # noqa: S704 - the parser escapes HTML in the text


def write_specification(folder: Path, specification: str, evidence: str) -> None:
    """Write ``metrics.md`` and ``evidence.md``, where there are such documents."""
    for name, markdown in (("metrics.md", specification), ("evidence.md", evidence)):
        if markdown:
            (folder / name).write_text(markdown, encoding="utf-8", newline="\n")


def sections(markdown: str) -> frozenset[str]:
    """Return the numbers of the sections of a specification."""
    titles = re.findall(r"^##+ (.+)$", markdown, re.MULTILINE)
    return frozenset(reference[1] for title in titles if (reference := NUMBERED.match(title)))


def linked(text: str | None, root: str = "", *, numbers: Iterable[str]) -> Markup:
    """Escape a text, and link its references to known sections to the page of rules.

    ``root`` leads from the page to the top folder.
    """

    def link(reference: re.Match[str]) -> str:
        number = reference[1]
        known = f'<a href="{root}rules.html#section-{number}">section {number}</a>'
        return known if number in numbers else reference[0]

    return Markup(REFERENCE.sub(link, str(escape(text or ""))))  # noqa: S704 - the text is escaped


def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _prepared(tokens: list[Token], name: str, prefix: str) -> Iterable[Token]:
    tables = 0
    for token, following in zip(tokens, [*tokens, Token("", "", 0)][1:], strict=True):
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{int(token.tag[1]) + 1}"
            number = NUMBERED.match(following.content)
            if number and token.type == "heading_open":
                token.attrSet("id", f"{prefix}-{number[1]}")
        elif token.type == "th_open":
            token.attrSet("scope", "col")
        elif token.type == "table_open":
            tables += 1
            label = f'aria-label="Table {tables} of the {name}"'
            opening = f'<div class="scroll" role="region" tabindex="0" {label}>\n'
            yield Token("html_block", "", 0, content=opening)
        yield token
        if token.type == "table_close":
            yield Token("html_block", "", 0, content="</div>\n")
