"""The suite of the raw tables: each source's rules for rows, and the rules for complete tables."""

from __future__ import annotations

from dataclasses import replace

from ingestion.landing.schema import Rule
from ingestion.registry import SOURCES
from orchestration.expectations.suites import Expectation, no_rows, raw


def _expectation(rule: Rule) -> Expectation:
    # Great Expectations formats the query, so braces of a regular expression are doubled.
    bad = rule.bad.replace("{", "{{").replace("}", "}}")
    return no_rows(rule.name, replace(rule, bad=bad).broken("{batch}"))


def _suite() -> dict[str, list[Expectation]]:
    rules = {
        f"{source.name}_{source.table}": [_expectation(rule) for rule in source.rules]
        for source in SOURCES.values()
    }
    tables = {name: [*rules.get(name, ()), *raw.SUITE.get(name, ())] for name in rules | raw.SUITE}
    return {name: expectations for name, expectations in tables.items() if expectations}


SUITE = _suite()
