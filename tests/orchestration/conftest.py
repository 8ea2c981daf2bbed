"""The resource of runs inside a test process."""

from __future__ import annotations

from orchestration.settings import Settings
from orchestration.warehouse import LOCK, Warehouse, warehouse_resource


def lock(settings: Settings) -> dict[str, Warehouse]:
    """Return the resource that every step requires."""
    settings.warehouse.parent.mkdir(parents=True, exist_ok=True)
    return {LOCK: warehouse_resource(settings.warehouse)}
