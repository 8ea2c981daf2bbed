"""The change log states which headline numbers changed since the last publication, and why.

The log compares with the latest publication of the same sources and extends the log of that
publication. If the numbers are equal, the log stays the same.
"""

import json
import shutil
from pathlib import Path
from typing import Any

from reports.marts import sources
from reports.marts.estimates import KEY as ROW
from reports.marts.headlines import Headline, headline_rows
from reports.marts.metric_query import METRICS
from reports.marts.reader import Marts, Scope, sql_value
from reports.publication.export import sha256, write_csv, write_json
from reports.publication.model import Override, Publication
from reports.questions import QUESTIONS
from reports.questions.tables import interval_cell, is_visible, value_cell
from reports.text.formatting import period_name, team_name

FILE = "changes.json"
ROWS = "changes.csv"
METRICS_FILE = "metrics.parquet"
CODE = "code or labels"
NEWER_VINTAGE = "newer vintage"
SAME_VINTAGE_FILES = "files of the same vintage"
OTHER_SOURCE_FILES = "files of another source"
SMALLEST_CHANGE = 1e-9  # sums differ in their last digits
KEY = (
    "metric", "definition", "source", "period", "team_class", "sector", "topic", "country",
    "region", "unit",
)  # fmt: skip
CELLS = ("value", "n", "k", "n_unknown", "ci_low", "ci_high")
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
    cells = ", ".join(
        f"max({cell}) filter ({side}) as {cell}_{name}"
        for cell in CELLS
        for side, name in (("not is_new", "before"), ("is_new", "after"))
    )
    differ = " or ".join(
        f"({cell}_before is null) <> ({cell}_after is null)"
        f" or abs({cell}_after - {cell}_before)"
        f" > {SMALLEST_CHANGE} * greatest(1, abs({cell}_after))"
        for cell in CELLS
    )
    keys = ", ".join(ROW)
    return f"""
        select {sql_value(before)} as release_before, {sql_value(after)} as release_after,
            if(not bool_or(is_new), 'removed', if(bool_and(is_new), 'added', 'changed')) as change,
            {keys}, {cells}
        from (
            select *, false as is_new from {relation}
            union all by name
            select *, true as is_new from {METRICS}
        )
        group by {keys}
        having change <> 'changed' or coalesce({differ}, false)
        order by {keys}
    """


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
    """Return the overrides of this publication and of the earlier ones, newest first."""
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
    """Compare every headline row with the same row of the earlier publication."""
    old, new = (_rows(marts, name) for name in (earlier_estimates(earlier), METRICS))
    both = [key for key in new if key in old]
    moved = [key for key in both if abs(new[key]["value"] - old[key]["value"]) > SMALLEST_CHANGE]
    manifest = manifest_of(earlier)
    return {
        **_entry(publication, release),
        "code_before": manifest["code_version"],
        "is_first": False,
        "moved": [_changed_number(marts, old[key], new[key], manifest) for key in moved],
        "unchanged": len(both) - len(moved),
        "appeared": len(new.keys() - old.keys()),
        "disappeared": len(old.keys() - new.keys()),
    }


def _rows(marts: Marts, relation: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Return the visible rows of all headline tables by their key."""
    rows = (
        row
        for question in QUESTIONS
        for headline in question.headlines
        if (scope := marts.scope(headline.metric, headline.definition, relation))
        for row in headline_rows(marts, scope, headline, relation)
    )
    return {tuple(row[name] for name in KEY): row for row in rows if is_visible(row)}


def _same_files(marts: Marts, manifest: dict[str, Any], source: str) -> bool:
    """Return whether the earlier publication used the same files of a source."""
    before, after = (
        {file["sha256"] for file in files if file["source"] == source}
        for files in (manifest["inputs"], sources.snapshots(marts))
    )
    return before == after


def _changed_number(
    marts: Marts, old: dict[str, Any], new: dict[str, Any], manifest: dict[str, Any]
) -> dict[str, Any]:
    """Return a headline number before and after, as text; the causes add up to the change."""
    dimensions = [new["topic"], new["country"], new["region"], new["sector"]]
    names = [period_name(new["period"]), team_name(new["team_class"]), *filter(None, dimensions)]
    causes = _causes(marts, old, new, manifest)
    return {
        **{name: new[name] for name in ("metric", "definition", "unit")},
        "what": ", ".join(names),
        "before": f"{value_cell(old)} ({interval_cell(old)})",
        "after": f"{value_cell(new)} ({interval_cell(new)})",
        "change": new["value"] - old["value"],
        "old_vintage": old["vintage"].isoformat(),
        "new_vintage": new["vintage"].isoformat(),
        "causes": [{"cause": name, "contribution": part} for name, part in causes],
    }


def _causes(
    marts: Marts, old: dict[str, Any], new: dict[str, Any], manifest: dict[str, Any]
) -> list[tuple[str, float]]:
    """Split a change into causes whose contributions add up to it.

    Every publication recomputes every vintage. The old vintage recomputed, minus its published
    value, is the effect of code, labels or joined sources. The newer vintage causes the remaining
    change.
    """
    others = sources.joined_sources(marts, new["metric"], new["source"])
    is_alone = all(_same_files(marts, manifest, other) for other in others)
    cause = CODE if is_alone else f"{CODE}, {OTHER_SOURCE_FILES}"
    if old["vintage"] == new["vintage"]:
        is_same = _same_files(marts, manifest, new["source"])
        return [(cause if is_same else SAME_VINTAGE_FILES, new["value"] - old["value"])]
    recomputed = _recompute(marts, old)
    if recomputed is None:
        # If the old value cannot be recomputed, the two causes cannot be separated.
        return [(f"{NEWER_VINTAGE}, {cause}", new["value"] - old["value"])]
    by_code = recomputed - old["value"]
    by_list = [(NEWER_VINTAGE, new["value"] - recomputed)]
    return [(cause, by_code), *by_list] if abs(by_code) > SMALLEST_CHANGE else by_list


def _recompute(marts: Marts, old: dict[str, Any]) -> float | None:
    """Return the value of an old row as this publication computes it, or None."""
    keys = {name: old[name] for name in ("metric", "definition", "source", "vintage")}
    publisher, licence = marts.terms(old["source"])
    scope = Scope(**keys, publisher=publisher, licence=licence)
    teams = (old["team_class"] or "",)
    is_split = old["country"] is not None or old["region"] is not None
    headline = Headline(scope.metric, scope.definition, teams, regions=is_split)
    rows = headline_rows(marts, scope, headline)
    same = [row for row in rows if all(row[name] == old[name] for name in KEY)]
    return same[0]["value"] if same and is_visible(same[0]) else None
