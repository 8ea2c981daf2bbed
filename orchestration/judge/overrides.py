"""Overrides: a run publishes beyond a limit if the operator names the check and gives a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import dagster as dg
from pydantic import Field

from ingestion.registry import SOURCES

STEP = "judge"


class Override(dg.Config):
    """Publish in this run although a check would stop it: its table and name, and a reason.

    A file, such as ``clusters/gpu_clusters.csv``, stands for all checks of its source's tables.
    """

    check: str
    reason: str


class Overrides(dg.Config):
    """Checks that do not stop this run."""

    overrides: list[Override] = Field(default_factory=list)


def name_of(key: dg.AssetCheckKey) -> str:
    """Return the name by which an operator accepts a check."""
    return f"{key.asset_key.path[-1]}.{key.name}"


def override_config(
    names: Sequence[str], reason: str, known: Iterable[dg.AssetCheckKey]
) -> dict[str, Any]:
    """Configuration of the step that lets a run publish beyond limits of some checks.

    Raises dagster.Failure if a name is no check and no file, or has no reason.
    """
    overrides = [{"check": name, "reason": reason} for name in names]
    reasons([Override(**override) for override in overrides], known)  # before the run takes time
    return {STEP: {"config": {"overrides": overrides}}} if names else {}


def reasons(
    overrides: Sequence[Override], known: Iterable[dg.AssetCheckKey]
) -> Mapping[dg.AssetCheckKey, str]:
    """Return the reason for each accepted check. Raise Failure if one is unknown or has none."""
    checks, accepted = {name_of(key): key for key in known}, dict[dg.AssetCheckKey, str]()
    for override in overrides:
        source = override.check.partition("/")[0]
        tables = f"stg_{source}__"
        of_file = [key for name, key in checks.items() if name.startswith(tables)]
        if override.check not in checks and source not in SOURCES:
            raise dg.Failure(
                f"override of {override.check!r}: no check with an override has this name; they are"
                f" {', '.join(sorted(checks))}"
            )
        if not override.reason.strip():
            raise dg.Failure(f"override of {override.check!r}: it has no reason")
        keys = [checks[override.check]] if override.check in checks else of_file
        accepted |= dict.fromkeys(keys, override.reason)
    return accepted


def judged(
    key: dg.AssetCheckKey, failed: dg.AssetCheckResult, reason: str | None
) -> dg.AssetCheckResult:
    """Let a result warn if there is a reason to accept it, and else say how to accept it."""
    name, today = name_of(key), dt.datetime.now(dt.UTC).date().isoformat()
    observed = str(failed.metadata["observed"].value)
    if reason:
        more: dict[str, Any] = {
            "override on": today,
            "override reason": reason,
            "override change": observed,
            "observed": f"published on {today} because: {reason}; {observed}",
        }
    else:
        way_out = f"to publish in this run only: make report ACCEPT={name} REASON=..."
        launchpad = {"overrides": [{"check": name, "reason": "..."}]}
        yaml = dg.MetadataValue.json({"ops": {STEP: {"config": launchpad}}})
        more = {"observed": f"{observed}; {way_out}", "launchpad": yaml}
    return failed._replace(
        severity=dg.AssetCheckSeverity.WARN if reason else dg.AssetCheckSeverity.ERROR,
        metadata={**failed.metadata, **more},
    )
