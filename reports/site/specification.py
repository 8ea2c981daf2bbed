"""Links to metrics.md, which has the exact rules."""

import re
from pathlib import Path

from markupsafe import Markup, escape

REFERENCE = re.compile(r"\bmetrics\.md\b")


def write_specification(folder: Path, specification: str, evidence: str) -> None:
    """Write ``metrics.md`` and ``evidence.md``, where there are such documents."""
    for name, markdown in (("metrics.md", specification), ("evidence.md", evidence)):
        if markdown:
            (folder / name).write_text(markdown, encoding="utf-8", newline="\n")


def linked(text: str | None, is_there: bool) -> Markup:
    """Escape a text, and link its references to the rules, where the publication has them."""
    link = '<a href="metrics.md">metrics.md</a>' if is_there else "metrics.md"
    return Markup(REFERENCE.sub(link, str(escape(text or ""))))  # noqa: S704 - the text is escaped
