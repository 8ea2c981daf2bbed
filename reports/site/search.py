"""The search index, which Pagefind builds from the pages."""

import subprocess
import sys
from pathlib import Path

FOLDER = "pagefind"
# Pagefind writes these files for interfaces that the site does not use.
UNUSED = ("component-ui.css", "component-ui.js", "modular-ui.css", "modular-ui.js", "highlight.js")


def write_search(folder: Path) -> None:
    """Index the main part of each page by heading; the same pages give the same bytes.

    Pages without the attribute ``data-pagefind-body`` are not indexed.
    """
    command = [sys.executable, "-m", "pagefind", "--silent"]
    command += ["--site", str(folder), "--output-subdir", FOLDER]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own folder
    for name in UNUSED:
        (folder / FOLDER / f"pagefind-{name}").unlink()
