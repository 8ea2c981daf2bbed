"""The files of a publication that state its day, as reports/README.md lists them."""

from __future__ import annotations

import re

from tests.builders import ROOT

LIST = "the files that state the day of the publication: the pages,(.*?)\\.\n"
(STATED,) = re.findall(LIST, (ROOT / "reports" / "README.md").read_text(encoding="utf-8"), re.S)
DATED = set(re.findall("`(.*?)`", STATED))


def is_dated(name: str) -> bool:
    """Return whether a file is a page or in the list."""
    return name.endswith(".html") or name in DATED
