"""A static JSON API consists of files at fixed addresses, which OpenAPI describes.

The version is in the path. A change that could break a reader gets a new version.
"""

import json
from pathlib import Path
from typing import Any

from reports.marts import dimensions, sources
from reports.marts.metric_query import METRICS
from reports.marts.reader import Marts
from reports.publication.export import write_json
from reports.publication.model import Publication
from reports.questions import QUESTIONS
from reports.site import series

FOLDER = Path("api", "v1")
# Metrics that a page shows as a chart.
CHARTED = {headline.metric for question in QUESTIONS for headline in question.headlines}
OPENAPI = Path(__file__).with_name("openapi.json")


def write_api(marts: Marts, folder: Path, publication: Publication, release: str) -> None:
    """Write the list of metrics, a file per metric, facts on the publication, and OpenAPI."""
    root = folder / FOLDER
    (root / "metrics").mkdir(parents=True)
    described = {row["metric"]: row for row in dimensions.metrics(marts)}
    vocabulary = [
        {
            "metric": name,
            "number": described[name]["metric_id"],
            "title": described[name]["title"],
            "rule": described[name]["rule"],
            "path": f"metrics/{name}.json",
        }
        for name in metric_names(marts)
    ]
    for metric in vocabulary:
        _write_series(marts, metric, release, root)
    write_json(root / "metrics.json", {"release": release, "metrics": vocabulary})
    write_json(root / "publication.json", _facts(marts, publication, release))
    write_json(root / "openapi.json", description(publication))


def metric_names(marts: Marts) -> list[str]:
    """Return the metrics that have cases."""
    query = f"select metric from {METRICS} group by metric having max(n) > 0 order by metric"
    rows = marts.records(query)
    return [row["metric"] for row in rows]


def _write_series(marts: Marts, metric: dict[str, Any], release: str, root: Path) -> None:
    """Write the series of a metric as JSON, and as a script if a page shows them.

    A page that was opened as a file may load scripts and no JSON.
    """
    name = metric["metric"]
    content = {"release": release, "number": metric["number"], **series.of_metric(marts, name)}
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
    path = root / metric["path"]
    path.write_text(f"{text}\n", encoding="utf-8", newline="\n")
    if name in CHARTED:
        script = f"var metrics = window.metrics ?? []; metrics.push({text});\n"
        path.with_suffix(".js").write_text(script, encoding="utf-8", newline="\n")


def _facts(marts: Marts, publication: Publication, release: str) -> dict[str, Any]:
    return {
        "release": release,
        "published_on": publication.day,
        "sources": publication.source_kind,
        "code_version": publication.code_version,
        "newest_vintage": dimensions.newest_vintage(marts),
        "lists": [
            {name: row[name] for name in ("source", "publisher", "licence", "citation", "url")}
            for row in sources.publishers(marts)
        ],
    }


def description(publication: Publication) -> dict[str, Any]:
    """Describe the API in OpenAPI 3.1, with the address at which it is served."""
    content: dict[str, Any] = json.loads(OPENAPI.read_text(encoding="utf-8"))
    server = f"{publication.site}/{FOLDER.as_posix()}" if publication.site else "."
    return {**content, "servers": [{"url": server}]}
