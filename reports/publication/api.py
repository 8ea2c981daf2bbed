"""A static JSON API consists of files at fixed addresses, which OpenAPI describes.

The version is in the path. A change that could break a reader gets a new version.
"""

from pathlib import Path
from typing import Any

from reports.marts import dimensions, sources
from reports.marts.metric_query import METRICS
from reports.marts.reader import Marts
from reports.publication.export import literal, write_json
from reports.publication.model import Publication

FOLDER = Path("api", "v1")
SERIES = (
    "definition, source, vintage, team_class, sector, topic, country, region, venue, counting, unit"
)
POINT = (
    "period, period_start, value, n, k, n_unknown, bound_low, bound_high, ci_low, ci_high,"
    " suppressed"
)
NULL, TEXT, NUMBER, WHOLE = "null", "string", "number", "integer"


def write_api(marts: Marts, folder: Path, publication: Publication, release: str) -> None:
    """Write the list of metrics, one file per metric, facts on the publication, and OpenAPI."""
    root = folder / FOLDER
    (root / "metrics").mkdir(parents=True)
    known = _known(marts)
    for metric in known:
        _write_metric(marts, metric, release, root / "metrics" / f"{metric['metric']}.json")
    write_json(root / "metrics.json", {"release": release, "metrics": known})
    write_json(root / "publication.json", _facts(marts, publication, release))
    write_json(root / "openapi.json", description(publication))


def metric_names(marts: Marts) -> list[str]:
    """Return the metrics that have rows."""
    rows = marts.records(f"select distinct metric from {METRICS} order by metric")
    return [row["metric"] for row in rows]


def _known(marts: Marts) -> list[dict[str, Any]]:
    described = {row["metric"]: row for row in dimensions.metrics(marts)}
    return [
        {
            "metric": name,
            "number": described.get(name, {}).get("metric_id"),
            "title": described.get(name, {}).get("title") or name,
            "rule": described.get(name, {}).get("rule"),
            "path": f"metrics/{name}.json",
        }
        for name in metric_names(marts)
    ]


def _write_metric(marts: Marts, metric: dict[str, Any], release: str, path: Path) -> None:
    """Write all series of a metric from the newest vintage of each definition and source."""
    facts = [f"{literal(metric[name])} as {name}" for name in ("metric", "title")]
    point = ", ".join(f"{name} := {name}" for name in POINT.split(", "))
    fields = [*SERIES.split(", "), "ci_level", "ci_method", "caveats", "points"]
    series = ", ".join(f"{name} := {name}" for name in fields)
    marts.connection.execute(
        f"""
        copy (
            with newest as (
                select * from {METRICS} where metric = {literal(metric["metric"])}
                qualify vintage = max(vintage) over (partition by definition, source)
            ),
            series as (
                select {SERIES}, max(ci_level) as ci_level, max(ci_method) as ci_method,
                    list_sort(list_distinct(flatten(list(caveats)))) as caveats,
                    list(struct_pack({point}) order by period_start nulls last, period) as points
                from newest group by all
            )
            select {literal(release)} as release, {", ".join(facts)},
                list(struct_pack({series}) order by {SERIES}) as series
            from series
        ) to {literal(str(path))} (format json)
        """
    )


def _facts(marts: Marts, publication: Publication, release: str) -> dict[str, Any]:
    return {
        "release": release,
        "published_on": publication.day,
        "sources": publication.source_kind,
        "is_sample": dimensions.has_sample(marts),
        "code_version": publication.code_version,
        "newest_vintage": dimensions.newest_vintage(marts),
        "lists": [
            {name: row[name] for name in ("source", "publisher", "licence", "citation", "url")}
            for row in sources.terms(marts)
        ],
    }


def description(publication: Publication) -> dict[str, Any]:
    """Describe the API in OpenAPI 3.1."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Compute Divide",
            "version": "1",
            "description": "The API consists of static files. Values with few cases are null, and "
            "`suppressed` is true."
            " Shares are numbers from 0 to 1. A dimension that is null covers all cases together.",
        },
        "servers": [{"url": f"{publication.site}/api/v1" if publication.site else "."}],
        "paths": {
            "/publication.json": _path("Facts on this publication", "Publication"),
            "/metrics.json": _path("All metrics with estimates", "Metrics"),
            "/metrics/{metric}.json": {
                "parameters": [
                    {
                        "name": "metric",
                        "in": "path",
                        "required": True,
                        "description": "An id from metrics.json",
                        "schema": {"type": TEXT},
                    }
                ],
                **_path("Series of a metric, from the newest vintage", "Series"),
            },
        },
        "components": {"schemas": SCHEMAS},
    }


def _path(summary: str, schema: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"get": {"summary": summary, "responses": {"200": {
        "description": summary, "content": content}}}}  # fmt: skip


def _fields(**types: Any) -> dict[str, Any]:  # noqa: ANN401 - a JSON schema of any form
    """Return the schema of an object that has exactly these fields."""
    properties = {
        name: kind if isinstance(kind, dict) else {"type": kind} for name, kind in types.items()
    }
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(item: Any) -> dict[str, Any]:  # noqa: ANN401 - a JSON schema of any form
    return {"type": "array", "items": item}


_OPTIONAL = {kind: [kind, NULL] for kind in (TEXT, NUMBER, WHOLE)}
_DAY = {"type": TEXT, "format": "date"}
_MAYBE_DAY = {"type": [TEXT, NULL], "format": "date"}
_POINT = _fields(
    period=TEXT,
    period_start=_MAYBE_DAY,
    **dict.fromkeys(("value", "bound_low", "bound_high"), _OPTIONAL[NUMBER]),
    **dict.fromkeys(("ci_low", "ci_high"), _OPTIONAL[NUMBER]),
    **dict.fromkeys(("n", "k", "n_unknown"), _OPTIONAL[WHOLE]),
    suppressed={"type": "boolean"},
)
SCHEMAS = {
    "Publication": _fields(
        release=TEXT,
        published_on=_DAY,
        sources={"enum": ["sample", "live", "directory"]},
        is_sample="boolean",
        code_version=TEXT,
        newest_vintage=_MAYBE_DAY,
        lists=_list(_fields(source=TEXT, publisher=_OPTIONAL[TEXT], licence=_OPTIONAL[TEXT],
                            citation=_OPTIONAL[TEXT], url=_OPTIONAL[TEXT])),
    ),
    "Metrics": _fields(
        release=TEXT,
        metrics=_list(_fields(metric=TEXT, number=_OPTIONAL[TEXT], title=TEXT,
                              rule=_OPTIONAL[TEXT], path=TEXT)),
    ),
    "Series": _fields(
        release=TEXT,
        metric=TEXT,
        title=TEXT,
        series=_list(_fields(
            definition=TEXT, source=TEXT, vintage=_DAY, counting=_OPTIONAL[TEXT], unit=TEXT,
            ci_level=_OPTIONAL[NUMBER], ci_method=_OPTIONAL[TEXT],
            **dict.fromkeys(("team_class", "sector", "topic", "country", "region", "venue"),
                            _OPTIONAL[TEXT]),
            caveats=_list({"type": TEXT}), points=_list(_POINT),
        )),
    ),
}  # fmt: skip
