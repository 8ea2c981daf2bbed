"""The dbt project as one set of assets; its tests are their checks.

What belongs here: how dbt is run. What a model computes does not.
"""

from collections.abc import Iterator
from typing import Any

import dagster as dg
from dagster_dbt import DbtCliResource, dbt_assets

from orchestration.settings import Settings
from orchestration.transform import Translator, dbt_project, ensure_manifest, remove_old_targets
from orchestration.warehouse import POOL


def dbt_definitions(settings: Settings) -> dg.AssetsDefinition:
    """All seeds and models, built in one dbt run: the only writer of the warehouse."""

    @dbt_assets(
        manifest=ensure_manifest(settings),
        project=dbt_project(settings),
        dagster_dbt_translator=Translator(),
        name="warehouse",
        pool=POOL,
    )
    def warehouse(context: dg.AssetExecutionContext, dbt: DbtCliResource) -> Iterator[Any]:
        remove_old_targets(settings)
        yield from dbt.cli(
            ["build", "--exclude-resource-type", "unit_test"], context=context
        ).stream()

    return warehouse
