"""The scripts of pages: modules, joined into one script, because a file may not load modules."""

import re
from pathlib import Path

FOLDER = Path(__file__).parent
IMPORT = re.compile(r'^import \{[^}]*\} from "(\.{1,2}/[\w/-]+\.js)";\n', re.MULTILINE)
# The blanks before a line too: each page has such a script.
COMMENT = re.compile(r"^[ \t]*(?://.*\n|\n)?", re.MULTILINE)
EXPORT = re.compile(r"^export ", re.MULTILINE)


def script(name: str) -> str:
    """Return a script with the modules that it imports before it, all in one scope.

    Names of the top level must differ between the modules of a script.
    """
    modules: dict[Path, str] = {}
    _add(FOLDER / name, modules)
    text = COMMENT.sub("", "".join(modules.values()))
    return f'(() => {{\n"use strict";\n{text}}})();\n'


def _add(path: Path, modules: dict[Path, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for name in IMPORT.findall(text):
        if (other := (path.parent / name).resolve()) not in modules:
            _add(other, modules)
    modules[path] = EXPORT.sub("", IMPORT.sub("", text))
