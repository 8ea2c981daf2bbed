"""The change log states which headline numbers changed since the last publication, and why.

The log compares with the latest publication of the same sources and extends the log of that
publication. If the numbers are equal, the log stays the same.
"""

import json
import shutil
from pathlib import Path
from typing import Any

from reports.marts import sources
from reports.marts.estimates import KEY
from reports.marts.metric_query import IS_YEAR, METRICS, SCHEMA
from reports.marts.reader import Marts, sql_value
from reports.publication.export import sha256, write_csv, write_json
from reports.publication.model import Override, Publication
from reports.text.formatting import period_name, team_name
from reports.text.units import format_interval, format_value

FILE = "changes.json"
ROWS = "changes.csv"
METRICS_FILE = "metrics.parquet"
CODE = "code or labels"
NEWER_VINTAGE = "newer vintage"
SAME_VINTAGE_FILES = "files of the same vintage"
OTHER_SOURCE_FILES = "files of another source"
SMALLEST_CHANGE = 1e-9  # sums differ in their last digits
CELLS = ("value", "n", "k", "n_unknown", "ci_low", "ci_high")
# The vintage of a headline number is that of its newest row.
HEADLINE = tuple(name for name in KEY if name != "vintage")
# Changes from one publication to the next, as changes.json has them.
Entry = dict[str, Any]


def write_change_log(
    marts: Marts, folder: Path, publication: Publication, release: str, history: Path | None
) -> list[Entry]:
    """Write ``changes.json``, latest entry first, and the changed rows of its latest entry.

    If the estimates are those of the earlier publication, both files stay the same.
    """
    earlier = earlier_publication(publication.source_kind, history)
    is_same = earlier and sha256(earlier / METRICS_FILE) == sha256(folder / METRICS_FILE)
    if earlier is None:
        log = [_entry(publication, release)]
    elif is_same:
        log = _log_of(earlier)
    else:
        log = [_compare(marts, earlier, publication, release), *_log_of(earlier)]
    write_json(folder / FILE, log)
    if earlier and is_same and (earlier / ROWS).is_file():
        shutil.copyfile(earlier / ROWS, folder / ROWS)
    else:
        before = manifest_of(earlier).get("release") if earlier else ""
        estimates = earlier_estimates(earlier) if earlier else METRICS
        query = _changed_rows(estimates, before or "", release)
        write_csv(marts.connection, query, folder / ROWS)
    return log


def _changed_rows(relation: str, before: str, after: str) -> str:
    """Select the rows whose keys only one side has, or whose cells differ."""
    differ = " or ".join(
        f"({cell}_before is null) <> ({cell}_after is null)"
        f" or abs({cell}_after - {cell}_before)"
        f" > {SMALLEST_CHANGE} * greatest(1, abs({cell}_after))"
        for cell in CELLS
    )
    change = "if(after = 0, 'removed', if(before = 0, 'added', 'changed'))"
    return f"""
        select {sql_value(before)} as release_before, {sql_value(after)} as release_after,
            {change} as change, * exclude (before, after)
        from ({_beside(KEY, CELLS, before=f"from {relation}", after=f"from {METRICS}")})
        where change <> 'changed' or coalesce({differ}, false)
        order by {", ".join(KEY)}
    """


def _beside(key: tuple[str, ...], cells: tuple[str, ...], **sides: str) -> str:
    """Select each key with the cells that it has in each query, and its number of rows there."""
    rows = " union all by name ".join(
        f"select *, {sql_value(name)} as side from ({query})" for name, query in sides.items()
    )
    columns = [f"any_value({c}) filter (side = '{s}') as {c}_{s}" for c in cells for s in sides]
    columns += [f"count(*) filter (side = '{side}') as {side}" for side in sides]
    return f"select {', '.join((*key, *columns))} from ({rows}) group by all"


def earlier_publication(kind: str, history: Path | None) -> Path | None:
    """Return the folder of the latest publication of the same kind of sources, or None."""
    # The name of a folder is its time.
    for folder in sorted(history.iterdir() if history else (), reverse=True):
        # The link to the latest publication is no publication, and neither is an unfinished folder.
        if (
            not (folder.is_symlink() or folder.name.startswith("."))
            and all((folder / name).is_file() for name in ("manifest.json", FILE, METRICS_FILE))
            and manifest_of(folder)["sources"] == kind
        ):
            return folder
    return None


def manifest_of(folder: Path) -> dict[str, Any]:
    """Return the manifest of a publication."""
    content: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return content


def all_overrides(publication: Publication, earlier: Path | None) -> list[Override]:
    """Return the overrides of gates of this publication and of the earlier ones, newest first."""
    recorded = manifest_of(earlier).get("overrides", []) if earlier else []
    latest = [Override(**override) for override in recorded]
    return [*(override for override in publication.overrides if override not in latest), *latest]


def earlier_estimates(folder: Path) -> str:
    """Return the relation of a publication's estimates, with null for columns that it lacks.

    Publications before 0.2.0 have the former key of NeurIPS.
    """
    file = sql_value(str(folder / METRICS_FILE))
    rows = f"read_parquet({file}, hive_partitioning = false)"
    present = "if(venue = 'nips', 'neurips', venue) as venue"
    every = f"from {rows} union all by name (from {METRICS} limit 0)"
    return f"(select * replace ({present}) from ({every}))"


def _log_of(folder: Path) -> list[Entry]:
    entries = json.loads((folder / FILE).read_text(encoding="utf-8"))
    # Old logs state no day and no release.
    return [{"day": "", "release": "", **entry} for entry in entries]


def _entry(publication: Publication, release: str) -> Entry:
    """Return the entry of a publication that changes nothing."""
    return {
        "code_before": "",
        "code_after": publication.code_version,
        "is_first": True,
        "moved": [],
        **dict.fromkeys(("unchanged", "appeared", "disappeared"), 0),
        "day": publication.day.isoformat(),
        "release": release,
    }


def _compare(marts: Marts, earlier: Path, publication: Publication, release: str) -> Entry:
    """Compare every headline number with that of the earlier publication."""
    manifest = manifest_of(earlier)
    rows = marts.records(_headlines(earlier_estimates(earlier)))
    both = [row for row in rows if row["before"] and row["after"]]
    moved = [row for row in both if abs(row["value_after"] - row["value_before"]) > SMALLEST_CHANGE]
    return {
        **_entry(publication, release),
        "code_before": manifest["code_version"],
        "is_first": False,
        "moved": [_changed_number(marts, row, manifest) for row in moved],
        "unchanged": len(both) - len(moved),
        "appeared": sum(not row["before"] for row in rows),
        "disappeared": sum(not row["after"] for row in rows),
    }


def _headlines(relation: str) -> str:
    """Select headline numbers before, after, and in the old vintage as computed today."""
    before, after = _numbers(relation), _numbers(METRICS)
    same = " and ".join(f"now.{name} is not distinct from old.{name}" for name in KEY)
    again = f"select now.* from {METRICS} as now semi join ({before}) as old on {same}"
    cells = ("value", "ci_low", "ci_high", "vintage")
    compared = _beside(HEADLINE, cells, before=before, after=after, again=again)
    return f"{compared} order by {', '.join(HEADLINE)}"


def _numbers(relation: str) -> str:
    """Select the newest numbers of the answers, and those that gates watch, by period."""
    return f"""
        from {relation} semi join (
            select metric, definition from {SCHEMA}.answers
            union select metric, definition from {SCHEMA}.headline_history
        ) using (metric, definition)
        where is_latest and counting = 'full' and not suppressed and value is not null
            and coalesce(topic, country, region, venue) is null and not {IS_YEAR}
    """


def _same_files(marts: Marts, manifest: dict[str, Any], source: str) -> bool:
    """Return whether the earlier publication used the same files of a source."""
    before, after = (
        {file["sha256"] for file in files if file["source"] == source}
        for files in (manifest["inputs"], sources.snapshots(marts))
    )
    return before == after


def _changed_number(marts: Marts, row: dict[str, Any], manifest: dict[str, Any]) -> dict[str, Any]:
    """Return a headline number before and after, as text; the causes add up to the change."""
    names = [period_name(row["period"]), team_name(row["team_class"]), row["sector"]]
    texts = {side: _text(row, side) for side in ("before", "after")}
    return {
        **{name: row[name] for name in ("metric", "definition", "unit")},
        "what": ", ".join(filter(None, names)),
        **texts,
        "change": row["value_after"] - row["value_before"],
        "old_vintage": row["vintage_before"].isoformat(),
        "new_vintage": row["vintage_after"].isoformat(),
        "causes": [
            {"cause": name, "contribution": part} for name, part in _causes(marts, row, manifest)
        ],
    }


def _text(row: dict[str, Any], side: str) -> str:
    value, low, high = (row[f"{name}_{side}"] for name in ("value", "ci_low", "ci_high"))
    interval = "" if low is None else f" ({format_interval(low, high, row['unit'])})"
    return f"{format_value(value, row['unit'])}{interval}"


def _causes(marts: Marts, row: dict[str, Any], manifest: dict[str, Any]) -> list[tuple[str, float]]:
    """Split a change into causes whose contributions add up to it.

    Every publication recomputes every vintage. The old vintage recomputed, minus its published
    value, is the effect of code, labels or joined sources. The newer vintage causes the remaining
    change.
    """
    old, new, again = (row[f"value_{side}"] for side in ("before", "after", "again"))
    others = sources.joined_sources(marts, row["metric"], row["source"])
    is_alone = all(_same_files(marts, manifest, other) for other in others)
    cause = CODE if is_alone else f"{CODE}, {OTHER_SOURCE_FILES}"
    if row["vintage_before"] == row["vintage_after"]:
        is_same = _same_files(marts, manifest, row["source"])
        return [(cause if is_same else SAME_VINTAGE_FILES, new - old)]
    if again is None:
        # If the old value cannot be recomputed, the two causes cannot be separated.
        return [(f"{NEWER_VINTAGE}, {cause}", new - old)]
    by_list = [(NEWER_VINTAGE, new - again)]
    return [(cause, again - old), *by_list] if abs(again - old) > SMALLEST_CHANGE else by_list
