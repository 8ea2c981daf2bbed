"""Vintages that arrive in any order, and what a change makes a run compute."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from ingestion.fetching.request import RefreshRun
from ingestion.fetching.state import record_refresh
from ingestion.registry import SOURCES
from orchestration.dbt import build_state
from tests.integration.installation import VINTAGES, Installation


def one_at_a_time(folder: Path, names: Sequence[str]) -> Installation:
    installation = Installation(folder)
    for name in names:
        installation.add_vintage(name)
        installation.build()
    return installation


@pytest.fixture(scope="module")
def at_once(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    installation = Installation(tmp_path_factory.mktemp("at_once"))
    for name in VINTAGES:
        installation.add_vintage(name)
    installation.build()
    return installation


def test_vintages_one_at_a_time_give_the_same_marts(at_once: Installation, tmp_path: Path) -> None:
    """After the second vintage comes a newer one, then one that is older than both."""
    expected = at_once.hashes()
    assert expected["revision_decomposition"][0]
    assert expected["metrics"][0]
    definitions = "select distinct definition from marts.revision_decomposition"
    assert {"notable", "all_models"} <= {row[0] for row in at_once.query(definitions)}
    first, second, third = VINTAGES
    assert one_at_a_time(tmp_path, [second, third, first]).hashes() == expected


def test_nothing_new_builds_nothing(at_once: Installation) -> None:
    state = build_state.current_state(at_once.settings, "test")
    assert build_state.dbt_arguments(at_once.settings, state) is None
    elsewhere = build_state.current_state(at_once.settings, "other")
    assert build_state.dbt_arguments(at_once.settings, elsewhere) == ["--full-refresh"]


def test_the_state_of_a_source_builds_what_reads_it_and_nothing_else(
    at_once: Installation,
) -> None:
    state = build_state.current_state(at_once.settings, "test")
    other = replace(state, sources={**state.sources, build_state.STATES: "other"})
    arguments = build_state.dbt_arguments(at_once.settings, other)
    assert arguments is not None
    stands = set(arguments[arguments.index("--exclude") + 1].split())
    built = {node.rsplit(".", 1)[-1] for node in state.nodes} - stands
    assert built == {
        "stg_raw__states",
        "source_state",
        "stg_openalex__sweeps",
        "silent_changes",
    }
    assert "--full-refresh" not in arguments


def ancestors(parents: dict[str, list[str]], node: str) -> set[str]:
    """Everything that a node of dbt's manifest is built from."""
    direct = set(parents.get(node, ()))
    return direct.union(*(ancestors(parents, parent) for parent in direct))


def test_another_topic_builds_what_depends_on_topics_and_nothing_else(
    at_once: Installation,
) -> None:
    state = build_state.current_state(at_once.settings, "test")
    seed = "seed.compute_divide.topic_term"
    edited = replace(state, nodes={**state.nodes, seed: "with another row"})
    arguments = build_state.dbt_arguments(at_once.settings, edited)
    assert arguments is not None
    stands = set(arguments[arguments.index("--exclude") + 1].split())
    manifest = json.loads((at_once.settings.dbt_target / "manifest.json").read_text())
    depend = {
        node
        for node in state.nodes
        if node == seed or seed in ancestors(manifest["parent_map"], node)
    }
    assert stands == {node.rsplit(".", 1)[-1] for node in set(state.nodes) - depend}
    assert {"stg_papercopilot__papers", "int_affiliations", "int_estimates__papers"} <= stands
    assert {"int_works__terms", "int_estimates__topics", "metrics"}.isdisjoint(stands)


def test_how_a_refresh_went_is_seen_and_reaches_the_mart(at_once: Installation) -> None:
    run = RefreshRun(lambda _: None)
    run.degrade("HTTP 500")
    record_refresh(at_once.settings.raw, SOURCES["epoch"], run)
    at_once.build()
    assert at_once.query(
        "select state, reason, is_behind, succeeded_on, files, year(last_vintage)"
        " from marts.source_state where shape = 'epoch'"
    ) == [("degraded", "HTTP 500", True, None, 5, 2025)]
