"""What changed since the last publication: which headline moved, by how much, and why.

The log compares with the newest publication of the same sources, and goes on where that one's own
log ends. Where the numbers are the same, it is the same log.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from reports.catalogue import PAGES, Headline
from reports.headlines.tables import interval, is_visible, value
from reports.marts import sources
from reports.marts.headlines import Place, find_place, headline_rows
from reports.marts.metric_query import METRICS
from reports.marts.reader import Marts
from reports.marts.revisions import revision_causes
from reports.publication.export import literal, sha256
from reports.publication.model import Publication
from reports.text.formatting import period_name, team_name

FILE = "changes.json"
CODE = "code or labels"
LIST = "newer vintage"
FILES = "files of the same vintage"
BESIDE = "files of another source"
SMALLEST = 1e-9  # under this two numbers are one: sums differ in their last digits
KEY = (
    "metric", "definition", "source", "period", "team_class", "sector", "topic", "country", "unit",
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A cause, and how much of the change is due to it, in the unit of the estimate."""

    cause: str
    contribution: float


@dataclass(frozen=True)
class Moved:
    """A headline number before and after, in words, with the causes that add up to the change."""

    metric: str
    definition: str
    what: str
    unit: str
    before: str
    after: str
    change: float
    old_vintage: str
    new_vintage: str
    causes: Sequence[Part]


@dataclass(frozen=True)
class Change:
    """The step from one publication to the next; ``is_first`` where there was none before."""

    code_before: str
    code_after: str
    is_first: bool
    moved: Sequence[Moved]
    unchanged: int
    appeared: int
    disappeared: int


def write_changes(
    marts: Marts, folder: Path, publication: Publication, history: Path | None
) -> list[Change]:
    """Write ``changes.json`` beside the metrics that it is about, newest step first."""
    earlier = _earlier(publication, history)
    if earlier is None:
        log = [Change("", publication.code_version, True, (), 0, 0, 0)]
    elif sha256(earlier / "metrics.parquet") == sha256(folder / "metrics.parquet"):
        log = _log_of(earlier)
    else:
        log = [_step(marts, earlier, publication), *_log_of(earlier)]
    text = json.dumps([asdict(change) for change in log], indent=1)
    (folder / FILE).write_text(f"{text}\n", encoding="utf-8")
    return log


def _earlier(publication: Publication, history: Path | None) -> Path | None:
    """Find the newest publication of the same sources."""
    same = (
        found
        for found in _publications(history)
        if _manifest(found)["sources"] == publication.source_kind
    )
    return next(same, None)


def _publications(history: Path | None) -> Iterator[Path]:
    """Whole publications with a log, newest first; their names are their times."""
    parts = ("manifest.json", "metrics.parquet", FILE)
    for found in sorted(history.iterdir() if history else (), reverse=True):
        is_hidden = found.is_symlink() or found.name.startswith(".")
        if not is_hidden and all((found / part).is_file() for part in parts):
            yield found


def _manifest(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return content


def _log_of(folder: Path) -> list[Change]:
    entries = json.loads((folder / FILE).read_text(encoding="utf-8"))
    return [_change(entry) for entry in entries]


def _change(entry: dict[str, Any]) -> Change:
    moved = [
        Moved(**{**one, "causes": [Part(**part) for part in one["causes"]]})
        for one in entry["moved"]
    ]
    return Change(**{**entry, "moved": moved})


def _step(marts: Marts, earlier: Path, publication: Publication) -> Change:
    """Compare every headline row with that of the earlier publication."""
    relation = f"read_parquet({literal(str(earlier / 'metrics.parquet'))})"
    old, new = (_rows(marts, name) for name in (relation, METRICS))
    both = [key for key in new if key in old]
    moved = [key for key in both if _differs(old[key], new[key])]
    manifest = _manifest(earlier)
    return Change(
        manifest["code_version"],
        publication.code_version,
        False,
        [_moved(marts, old[key], new[key], manifest) for key in moved],
        len(both) - len(moved),
        len(new.keys() - old.keys()),
        len(old.keys() - new.keys()),
    )


def _rows(marts: Marts, relation: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Rows of all headline tables that can be shown, by what they are about."""
    rows = (
        row
        for page in PAGES
        for headline in page.headlines
        for row in _headline(marts, headline, relation)
    )
    return {tuple(row[name] for name in KEY): row for row in rows if is_visible(row)}


def _headline(marts: Marts, headline: Headline, relation: str) -> list[dict[str, Any]]:
    place = find_place(marts, headline, relation)
    return headline_rows(marts, place, headline, relation) if place else []


def _differs(old: dict[str, Any], new: dict[str, Any]) -> bool:
    return bool(abs(new["value"] - old["value"]) > SMALLEST)


def _same_files(marts: Marts, manifest: dict[str, Any], source: str) -> bool:
    """Tell whether a source's files are those of the earlier publication."""
    before = {one["sha256"] for one in manifest["inputs"] if one["source"] == source}
    return before == sources.hashes(marts, source)


def _same_vintage_cause(marts: Marts, manifest: dict[str, Any], row: dict[str, Any]) -> str:
    """What may give a vintage of the same files another value: code, and what a metric joins."""
    others = sources.joined_sources(marts, row["metric"], row["source"])
    same = all(_same_files(marts, manifest, other) for other in others)
    return CODE if same else f"{CODE}, {BESIDE}"


def _moved(
    marts: Marts, old: dict[str, Any], new: dict[str, Any], manifest: dict[str, Any]
) -> Moved:
    dimensions = [new["topic"], new["country"], new["sector"]]
    names = [period_name(new["period"]), team_name(new["team_class"]), *filter(None, dimensions)]
    return Moved(
        new["metric"],
        new["definition"],
        ", ".join(names),
        new["unit"],
        f"{value(old)} ({interval(old)})",
        f"{value(new)} ({interval(new)})",
        new["value"] - old["value"],
        old["vintage"].isoformat(),
        new["vintage"].isoformat(),
        _causes(marts, old, new, manifest),
    )


def _causes(
    marts: Marts, old: dict[str, Any], new: dict[str, Any], manifest: dict[str, Any]
) -> list[Part]:
    """Split a change into parts that add up to it.

    Every vintage is computed anew in every publication, so what the old vintage says now, less
    what it said then, is due to code or labels, or to a source that the metric joins; the rest is
    due to the newer vintage.
    """
    cause = _same_vintage_cause(marts, manifest, new)
    if old["vintage"] == new["vintage"]:
        is_same = _same_files(marts, manifest, new["source"])
        return [Part(cause if is_same else FILES, new["value"] - old["value"])]
    again = _again(marts, old)
    if again is None:
        return [Part(f"{LIST}, {cause}", new["value"] - old["value"])]
    by_code = again - old["value"]
    parts = _revised(marts, old["vintage"], new) or [Part(LIST, new["value"] - again)]
    return [Part(cause, by_code), *parts] if abs(by_code) > SMALLEST else parts


def _again(marts: Marts, old: dict[str, Any]) -> float | None:
    """The value of an old row as this publication computes it."""
    place = Place(old["metric"], old["definition"], old["source"], old["vintage"])
    teams = (old["team_class"] or "",)
    headline = Headline(place.metric, place.definition, teams, regions=old["country"] is not None)
    rows = headline_rows(marts, place, headline)
    found = [row for row in rows if all(row[name] == old[name] for name in KEY)]
    return found[0]["value"] if found and is_visible(found[0]) else None


def _revised(marts: Marts, since: date, new: dict[str, Any]) -> list[Part]:
    """The causes that the decomposition of revisions names, largest first."""
    rows = revision_causes(marts, since, new)
    return [Part(row["cause"], row["contribution"]) for row in rows]
