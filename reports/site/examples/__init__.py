"""Worked examples of the page "Data", as files that a test runs."""

from pathlib import Path

PLACE = "PLACE"
NOTEBOOK = "three-questions.ipynb"
FOLDER = Path(__file__).parent


def examples(place: str) -> dict[str, str]:
    """Return the examples by name, for a publication at ``place``: an address or a folder."""
    return {
        path.name.split(".")[0]: path.read_text(encoding="utf-8").replace(PLACE, place)
        for path in sorted(FOLDER.glob("*.txt"))
    }
