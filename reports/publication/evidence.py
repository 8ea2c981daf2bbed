"""Evidence behind the numbers: sources, column drift, checks and omissions."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reports.marts import source_status as states
from reports.marts.reader import SCHEMA, Marts
from reports.publication.content import PublicationContent
from reports.publication.export import sha256
from reports.publication.model import Check, Drawn, Publication
from reports.text.formatting import plain

LONGEST_NAME = 60
FIGURES = Path(__file__).parents[1] / "figures"
MART = rf"\b{SCHEMA}\.(\w+)"
RESULTS = ("passed", "warning", "error")


def sources(marts: Marts) -> list[dict[str, Any]]:
    """Summarise each source: files, rows, vintages, licence and citation."""
    return marts.records(
        f"""
        select source, shape, max(publisher) as publisher, count(*) as files, sum(rows) as rows,
            min(vintage) as first_vintage, max(vintage) as last_vintage,
            string_agg(distinct licence, '; ' order by licence) as licence,
            string_agg(distinct citation, ' ' order by citation) as citation
        from {SCHEMA}.vintages
        group by source, shape
        order by source, shape
        """
    )


def files(marts: Marts) -> list[dict[str, Any]]:
    """List every stored snapshot, one row each."""
    return marts.records(
        f"""
        select source, file, vintage, vintage_rule, rows, bytes, sha256, url
        from {SCHEMA}.vintages
        order by source, vintage desc, file
        """
    )


def drift(marts: Marts) -> list[dict[str, Any]]:
    """Group undeclared, renamed and missing columns by source and kind of difference."""
    rows = marts.records(
        f"""
        select source, kind, column_name, count(distinct snapshot_id) as files
        from {SCHEMA}.column_drift
        group by all
        order by source, kind, files desc, column_name
        """
    )
    grouped: dict[tuple[str, str], list[str]] = {}
    for row in rows:
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
        hashes = {path.as_posix(): sha256(folder / path) for path in figure.files.paths}
        evidence = {**figure_evidence(marts, figure, content.publication), "files": hashes}
        text = json.dumps(evidence, indent=1)
        (folder / figure.files.evidence).write_text(f"{text}\n", encoding="utf-8")


def figure_evidence(marts: Marts, figure: Drawn, publication: Publication) -> dict[str, Any]:
    """Collect the metrics, marts, checks and input files behind a figure."""
    (module,) = FIGURES.glob(f"*/{figure.id}.py")
    tables = sorted({name for query in figure.queries for name in re.findall(MART, query.text)})
    counts = Counter(result(check) for check in publication.checks)
    return {
        "figure": figure.id,
        "title": figure.words.title,
        "drawn_by": f"reports/figures/{module.parent.name}/{module.name}",
        "code_version": publication.code_version,
        "versions": dict(sorted(publication.versions.items())),
        **{f"{name}s": _values(figure, name) for name in ("metric", "definition", "vintage")},
        "marts": tables,
        "checks_of_these_marts": [
            {"table": check.table, "name": check.name, "tool": check.tool, "result": result(check)}
            for check in publication.checks
            if check.layer == SCHEMA and check.table in tables
        ],
        "all_checks": {kind: counts[kind] for kind in RESULTS},
        "inputs": _inputs(marts, _values(figure, "source")),
        "sources_behind": states.behind(marts, _values(figure, "metric") or None),
    }


def _values(figure: Drawn, column: str) -> list[str]:
    """Return the distinct values of a column of the figure; empty if it has no such column."""
    if column not in figure.data:
        return []
    values = figure.data[column].dropna().unique()
    return sorted(f"{value:%Y-%m-%d}" if column == "vintage" else str(value) for value in values)


def _inputs(marts: Marts, names: Sequence[str]) -> list[dict[str, Any]]:
    """List the input files of the given sources; of all sources if none is given."""
    return marts.records(
        f"""
        select source, file, cast(vintage as varchar) as vintage, sha256, "rows", url, licence
        from {SCHEMA}.vintages
        where len(?) = 0 or list_contains(?, source)
        order by source, vintage, file, sha256
        """,
        [list(names), list(names)],
    )


def left_out(marts: Marts) -> list[dict[str, Any]]:
    """Count what the numbers leave out, by reason."""
    rows = marts.records(
        f"""
        with models as (
            select * from {SCHEMA}.models
            qualify vintage = max(vintage) filter (list_contains(definitions, 'notable'))
                over (partition by source)
        ),
        papers as (select * from {SCHEMA}.papers where is_latest)
        select 1 as place, 'Estimates of too few cases to be shown' as what,
            count(*) filter (suppressed) as dropped, count(*) as total,
            'estimates of marts.metrics, all vintages' as unit
        from {SCHEMA}.metrics
        union all
        select 2, 'Notable models without a known team class',
            count(*) filter (team_class = 'unknown'), count(*), 'notable models, newest vintage'
        from models where list_contains(definitions, 'notable')
        union all
        select 3, 'Notable models without known training compute',
            count(*) filter (log10_flop is null), count(*), 'notable models, newest vintage'
        from models where list_contains(definitions, 'notable')
        union all
        select 4, 'Notable models without a date', count(*) filter (publication_date is null),
            count(*), 'notable models, newest vintage'
        from models where list_contains(definitions, 'notable')
        union all
        select 5, 'Papers rejected, withdrawn or retracted', count(*) filter (outcome = 'rejected'),
            count(*), 'listings of papers'
        from papers
        union all
        select 6, 'Workshop and invited papers', count(*) filter (outcome = 'workshop'), count(*),
            'listings of papers'
        from papers
        union all
        select 7, 'Accepted papers outside machine learning, or in no venue of the table',
            count(*) filter (outcome = 'accepted' and definitions is null), count(*),
            'listings of papers'
        from papers
        union all
        select 8, 'Accepted papers without any affiliation',
            count(*) filter (not has_affiliation), count(*), 'accepted listings'
        from papers where list_contains(definitions, 'accepted')
        union all
        select 9, 'Accepted papers with affiliations of unknown sector only',
            count(*) filter (has_affiliation and team_class = 'unknown'), count(*),
            'accepted listings'
        from papers where list_contains(definitions, 'accepted')
        order by place
        """
    )
    return [row for row in rows if row["total"]]
