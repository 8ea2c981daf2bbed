"""Templates of pages whose prose is Markdown, with lines of Jinja between its blocks."""

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import jinja2
from markdown_it import MarkdownIt

# A line that is one statement or expression. Inside a block, values stand in single quotes.
JINJA = re.compile(r"(?m)^(\{[%{].*[%}]\})$\n?")
INDENT = re.compile(r"(?m)^ +")
PARSER = MarkdownIt("commonmark", {"html": True})
START = '{% extends "base.html" %}\n{% block main %}\n{{ show.heading() }}\n'
END = "{% endblock %}\n"


class Templates(jinja2.FileSystemLoader):
    """Load HTML without its indents, and Markdown as the template of a page with a heading.

    The Markdown is ours, and becomes HTML before Jinja puts in any value of a publisher.
    """

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Return the source of a template, its path and whether it is up to date."""
        text, path, is_current = super().get_source(environment, template)
        if Path(template).suffix == ".md":
            text = f"{START}{''.join(map(_html, JINJA.split(text)))}{END}"
        else:
            text = INDENT.sub("", text)
        return text, path, is_current


def _html(part: str) -> str:
    """Write a block of Markdown as HTML with an id for each heading; Jinja stays as it is."""
    if part.startswith(("{%", "{{")):
        return f"{part}\n"
    tokens = PARSER.parse(part)
    for token, following in pairwise(tokens):
        if token.type == "heading_open":
            token.attrSet("id", re.sub(r"\W+", "-", following.content.lower()).strip("-"))
        for link in token.children or ():
            if link.type == "link_open" and str(link.attrGet("href")).startswith("http"):
                link.attrSet("rel", "noreferrer")
    return str(PARSER.renderer.render(tokens, PARSER.options, {}))
