"""A static JSON API consists of files at fixed addresses, which OpenAPI describes.

The version is in the path. A change that could break a reader gets a new version.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

from reports.marts import dimensions, sources
from reports.marts.headlines import newest_rows
from reports.marts.metric_query import METRICS
from reports.marts.reader import Marts
from reports.publication.export import write_json
from reports.publication.model import Publication
from reports.questions import QUESTIONS
from reports.site import combinations

FOLDER = Path("api", "v2")
DIGITS = 4  # decimals of a value
OPENAPI = Path(__file__).with_name("openapi.json")


def write_api(marts: Marts, folder: Path, publication: Publication, release: str) -> None:
    """Write the metrics, the combinations of choices, facts on the publication, and OpenAPI."""
    root = folder / FOLDER
    for name in ("metrics", "specifications"):
        (root / name).mkdir(parents=True)
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
        _write_rows(marts, metric, release, root)
    for question in QUESTIONS:
        for number, title in question.numbers.items():
            if choices := combinations.of_number(marts, number, title):
                path = root / "specifications" / f"{number}.json"
                _write(path, {"release": release, **choices}, "var specifications = {};\n")
    write_json(root / "metrics.json", {"release": release, "metrics": vocabulary})
    write_json(root / "publication.json", _facts(marts, publication, release))
    write_json(root / "openapi.json", description(publication))


def metric_names(marts: Marts) -> list[str]:
    """Return the metrics that have cases."""
    query = f"select metric from {METRICS} group by metric having max(n) > 0 order by metric"
    rows = marts.records(query)
    return [row["metric"] for row in rows]


def _write_rows(marts: Marts, metric: dict[str, Any], release: str, root: Path) -> None:
    rows = newest_rows(marts, metric["metric"])
    sets: dict[tuple[str, ...], int] = {}  # of caveats, because most rows have one of a few sets
    for row in rows:
        row["caveats"] = sets.setdefault(tuple(row["caveats"]), len(sets))
    content = {
        "release": release,
        **{name: metric[name] for name in ("number", "metric", "title")},
        "columns": list(rows[0]),
        "rows": [[_plain(value) for value in row.values()] for row in rows],
        "caveats": list(sets),
    }
    _write(root / metric["path"], content)


def _plain(value: object) -> object:
    """Return a value as JSON has it."""
    if isinstance(value, float):
        return round(value, DIGITS)
    return value.isoformat() if isinstance(value, date) else value


def _write(path: Path, content: dict[str, Any], script: str = "") -> None:
    """Write content as JSON, and as a script if a page shows it.

    A page that was opened as a file may load scripts and no JSON.
    """
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
    path.write_text(f"{text}\n", encoding="utf-8", newline="\n")
    if script:
        path.with_suffix(".js").write_text(
            script.replace("{}", text), encoding="utf-8", newline="\n"
        )


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
