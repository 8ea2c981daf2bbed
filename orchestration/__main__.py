"""``python -m orchestration``: one in-process run of the refresh job, then where the report is."""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

from orchestration import settings as configuration
from orchestration.dbt.manifest import ensure_manifest
from orchestration.settings import Settings, SettingsError


def _import_and_parse(settings: Settings) -> None:
    """Import what a run needs while dbt parses its project: either takes seconds of one core."""
    with ThreadPoolExecutor(1) as beside:
        parsed = beside.submit(ensure_manifest, settings)
        for module in ("orchestration.run", "great_expectations"):
            import_module(module)
        parsed.result()


def main() -> None:
    """Run for the environment's settings; exit 1 where the run failed, 2 on a bad setting."""
    parser = argparse.ArgumentParser(prog="python -m orchestration", description=__doc__)
    parser.add_argument("--full", action="store_true", help="fetch what is held and not due, too")
    full = parser.parse_args().full
    try:
        settings = configuration.load()
    except SettingsError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(2)
    configuration.prepare(settings)
    _import_and_parse(settings)
    from orchestration.run import refresh

    latest = settings.published / "latest" / "index.html"
    if not refresh(settings, full=full):
        kept = f"; the last good publication stays at {latest}" if latest.exists() else ""
        sys.exit(f"error: the run failed and nothing was published{kept}")
    print(f"\nReport: {latest}")


if __name__ == "__main__":
    main()
