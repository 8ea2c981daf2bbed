"""A table that reads only new snapshots learns of the snapshots of all its sources."""

from __future__ import annotations

import json
from typing import Any

from ingestion.registry import SOURCES
from orchestration.dbt.manifest import ensure_manifest
from orchestration.settings import Settings

LANDINGS = "model.compute_divide.stg_raw__landings"


def sources_above(manifest: dict[str, Any], node: str) -> set[str]:
    """Return the sources of ingestion that a node reads, other than through the landings."""
    if node.startswith("source."):
        return {manifest["sources"][node]["name"].partition("_")[0]} & set(SOURCES)
    parents = [one for one in manifest["parent_map"][node] if one != LANDINGS]
    return set().union(*(sources_above(manifest, parent) for parent in parents))


def test_the_landings_have_every_source_whose_new_snapshots_a_table_reads(parsed: Settings) -> None:
    """The snapshots of another source would be skipped after the first build."""
    manifest = json.loads(ensure_manifest(parsed).read_text(encoding="utf-8"))
    readers = [
        name
        for name, node in manifest["nodes"].items()
        if node["resource_type"] == "model" and "is_new_snapshot()" in node["raw_code"]
    ]
    read = set().union(*(sources_above(manifest, reader) for reader in readers))
    assert read
    assert read == sources_above(manifest, LANDINGS)
