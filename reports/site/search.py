"""The index of the search, which Pagefind builds from the pages."""

import subprocess
import sys
from pathlib import Path

FOLDER = "pagefind"
# Other interfaces than the one on the page of the search.
UNUSED = ("component-ui.css", "component-ui.js", "modular-ui.css", "modular-ui.js", "highlight.js")


def write_search(folder: Path) -> None:
    """Index the main part of each page by heading; the same pages give the same bytes.

    Pages without the attribute ``data-pagefind-body`` are left out.
    """
    command = [sys.executable, "-m", "pagefind", "--silent"]
    command += ["--site", str(folder), "--output-subdir", FOLDER]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own folder
    for name in UNUSED:
        (folder / FOLDER / f"pagefind-{name}").unlink()
