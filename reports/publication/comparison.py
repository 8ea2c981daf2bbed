"""Two publications of the same files beside each other: what other rules do to the answers."""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import duckdb

from reports.marts.reader import sql_value
from reports.publication import answers, change_log
from reports.publication.export import DATABASE
from reports.text.formatting import count, team_name

WORKS = """
select 'papers' as works, concat_ws(' ', source, vintage, paper_id) as id, team_class
from {side}.marts.papers
where is_latest and is_counted
union all
select 'notable models', concat_ws(' ', vintage, model_id), team_class
from {side}.marts.models
where list_contains(definitions, 'notable')
qualify vintage = max(vintage) over ()
"""
OTHER_CLASS = f"""
select old.works, old.team_class, new.team_class, count(*) as n
from ({WORKS.format(side="before")}) as old
inner join ({WORKS.format(side="after")}) as new using (works, id)
where old.team_class is distinct from new.team_class
group by all
order by works, n desc, 2, 3
"""

REDUCED = """
select count(*) filter (starts_with(vintages.file, 'reduced/')) as reduced, count(*) as n
from marts.papers
inner join marts.vintages using (snapshot_id)
where papers.is_latest and papers.is_counted
"""


def compare(before: Path, after: Path, name: str, rows: Sequence[str]) -> str:
    """Return Markdown: the other rows, the answers before and after, what moved and why.

    ``before`` is the publication before ``after``, by the same code but for the rows.
    """
    lines = [
        f"# What if: {name}",
        *_items([*rows, *_unreached(after)]),
        "## The answers before and after",
    ]
    old, new = ({row["page"]: row for row in _read(one / answers.FILE)} for one in (before, after))
    for page in {**old, **new}:
        texts = [side[page]["text"] if page in side else "no answer" for side in (old, new)]
        lines.append(f"### {(new.get(page) or old[page])['question']}")
        lines += [f"Before: {texts[0]}", f"After: {texts[1] if len({*texts}) > 1 else 'the same'}"]
        lines += [new[page]["range"]] if page in new else []
    log, former = (_read(folder / change_log.FILE) for folder in (after, before))
    # If no estimate moved, the log is that of the earlier publication.
    entry = log[0] if len(log) > len(former) else {"moved": []}
    lines += ["## Works that changed class", *_items(_works(before, after))]
    lines += ["## The numbers that moved most", *_items(_moved(entry["moved"]))]
    return "\n\n".join(lines)


def _items(lines: Sequence[str] | Iterator[str]) -> list[str]:
    return ["\n".join(f"- {line}" for line in lines) or "None."]


def _works(before: Path, after: Path) -> Iterator[str]:
    with duckdb.connect() as connection:
        for folder, side in ((before, "before"), (after, "after")):
            file = sql_value(str(folder / DATABASE))
            connection.execute(f"attach {file} as {side} (read_only)")
        for works, *sides, n in connection.execute(OTHER_CLASS).fetchall():
            old, new = (team_name(side or "unknown") for side in sides)
            yield f"{count(n)} {works}: {old} → {new}"


def _unreached(after: Path) -> Iterator[str]:
    """Say which papers rows about names leave as they are."""
    with duckdb.connect(str(after / DATABASE), read_only=True) as connection:
        reduced, n = connection.execute(REDUCED).fetchone() or (0, 0)
    if reduced:
        yield (
            f"{count(reduced)} of {count(n)} papers are on reduced lists, which state sectors and "
            "not names. Rows about names leave them as they are, so shares of papers mix the rules."
        )


def _moved(rows: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the number of each metric and definition that moved most."""
    kind = itemgetter("metric", "definition")
    for (metric, definition), group in groupby(sorted(rows, key=kind), kind):
        moved = list(group)
        most = max(moved, key=lambda row: abs(row["change"]))
        sides = f"{most['what']}: {most['before']} → {most['after']}"
        yield f"{metric} of {definition}, {count(len(moved))} moved: {sides}"


def _read(file: Path) -> Any:  # noqa: ANN401 - JSON of any form
    return json.loads(file.read_text(encoding="utf-8"))
