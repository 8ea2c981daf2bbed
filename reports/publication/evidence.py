"""Evidence behind the numbers: sources, column drift, checks and omissions."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reports.figures import FIGURES
from reports.marts import source_status, sources
from reports.marts.metric_query import SCHEMA
from reports.marts.reader import Marts
from reports.publication.content import PublicationContent
from reports.publication.export import sha256, write_json
from reports.publication.model import KINDS, Check, Drawn, Publication
from reports.text.formatting import plain

LONGEST_NAME = 60
INPUT = ("source", "file", "vintage", "sha256", "rows", "url", "licence")
RESULTS = ("passed", "warning", "error")


def drift(marts: Marts) -> list[dict[str, Any]]:
    """Group undeclared, renamed and missing columns by source and kind of difference."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for row in sources.drifted_columns(marts):
        name = f"{plain(row['column_name'], LONGEST_NAME)} ({row['files']})"
        grouped.setdefault((row["source"], row["kind"]), []).append(name)
    return [
        {"source": source, "kind": kind, "names": names}
        for (source, kind), names in grouped.items()
    ]


def quality(checks: Sequence[Check]) -> dict[str, Any]:
    """Count check results by layer and tool; list failed checks first."""
    results = Counter((check.layer, check.tool, result(check)) for check in checks)
    groups = sorted({(layer, tool) for layer, tool, _ in results})
    return {
        "summary": [
            {"layer": layer, "tool": tool, **{k: results[layer, tool, k] for k in RESULTS}}
            for layer, tool in groups
        ],
        "failed": [check for check in checks if not check.passed],
        "all": sorted(checks, key=lambda c: (c.passed, c.layer, c.table, c.name)),
    }


def result(check: Check) -> str:
    """Return passed, warning or error."""
    if check.passed:
        return "passed"
    return "warning" if check.severity.startswith("warn") else "error"


def write_evidence(marts: Marts, folder: Path, content: PublicationContent) -> None:
    """Write one JSON file next to each figure: its inputs, checks and file hashes."""
    for figure in content.figures:
        paths = [figure.path(kind) for kind in KINDS]
        hashes = {path.as_posix(): sha256(folder / path) for path in paths}
        drawing = {"drawn_from": figure.drawn_from, "overlaps": figure.overlaps}
        facts = _facts(marts, figure, content.publication) | drawing
        write_json(folder / figure.path("evidence.json"), {**facts, "files": hashes})


def _facts(marts: Marts, figure: Drawn, publication: Publication) -> dict[str, Any]:
    spec, drawn = FIGURES[figure.id], figure.values("source")
    counts = Counter(result(check) for check in publication.checks)
    return {
        "figure": figure.id,
        "title": figure.text.title,
        "drawn_by": spec.file,
        "code_version": publication.code_version,
        "versions": dict(sorted(publication.versions.items())),
        **{f"{name}s": figure.values(name) for name in ("metric", "definition", "vintage")},
        "marts": spec.tables,
        "checks_of_these_marts": [
            {"table": check.table, "name": check.name, "tool": check.tool, "result": result(check)}
            for check in publication.checks
            if check.layer == SCHEMA and check.table in spec.tables
        ],
        "all_checks": {kind: counts[kind] for kind in RESULTS},
        "inputs": [
            {name: row[name] for name in INPUT}
            for row in sources.snapshots(marts)
            if not drawn or row["source"] in drawn
        ],
        "sources_behind": source_status.behind(marts, figure.values("metric") or None),
    }
