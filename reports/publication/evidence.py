"""Evidence behind the numbers: sources, column drift, checks and omissions."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from reports.marts import sources
from reports.marts.reader import Marts
from reports.publication.model import Check
from reports.text.formatting import plain

LONGEST_NAME = 60
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
