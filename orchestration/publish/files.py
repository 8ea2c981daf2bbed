"""Whether the files of each asset of a publication are there, are not empty, and link to files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from orchestration.judge.roles import Profile

CHECK = "files_are_whole"
DESCRIPTION = (
    "Each file exists, is not empty, and links only to files that exist"
    " (expect_column_values_to_be_between). A failure is shown and stops nothing."
)
LINK = re.compile(r"""(?:href|src)=["']([^"'#?:]+)["'#?]""")
WHOLE = ("index.html", "manifest.json", "metrics.parquet", "compute_divide.duckdb")


def specs(keys: list[dg.AssetKey]) -> list[dg.AssetCheckSpec]:
    """Return the check of each asset of a publication."""
    return [dg.AssetCheckSpec(CHECK, asset=key, description=DESCRIPTION) for key in keys]


def profile(folder: Path, key: dg.AssetKey) -> Profile:
    """Count the files of an asset, and what is wrong with them."""
    faults = list[str]()
    files = [folder / name for name in _names(folder, key)]
    for path in files:
        faults += _faults(path)
    words = "; ".join([f"{len(files)} files", *faults[:5]])
    return Profile(key.to_user_string(), len(files), None, len(faults), words)


def _names(folder: Path, key: dg.AssetKey) -> list[str]:
    """Return the files of an asset by their paths. A figure without enough data has none."""
    name = key.path[-1]
    if key.path[1] == "figures":
        manifest = folder / "manifest.json"
        made = json.loads(manifest.read_bytes()) if manifest.exists() else {}
        missing = {one["id"] for one in made.get("figures_not_drawn", ())}
        return [] if name in missing else [f"figures/{name}.{kind}" for kind in ("png", "svg")]
    if key.path[1] == "pages":
        return [f"{name}.html"]
    if name == "data":
        return sorted(
            str(path.relative_to(folder)) for path in (folder / "data").rglob("*.parquet")
        )
    return [*WHOLE]


def _faults(path: Path) -> Iterator[str]:
    if not path.is_file():
        yield f"{path.name} is missing"
    elif not path.stat().st_size:
        yield f"{path.name} is empty"
    elif path.suffix == ".html":
        text = path.read_text(encoding="utf-8")
        for link in sorted({*LINK.findall(text)}):
            if not (path.parent / link).exists():
                yield f"{path.name} links to {link}, which does not exist"
