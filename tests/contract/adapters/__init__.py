"""An adapter module for each source, named like the source's folder."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from tests.contract.adapter import Adapter

ADAPTERS: dict[str, Adapter] = {
    name: adapter
    for _, module, _ in iter_modules(__path__)
    for name, adapter in import_module(f"{__name__}.{module}").ADAPTERS.items()
}
