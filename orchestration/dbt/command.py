"""The command ``dbt``, with a stored parse of the project instead of a new one."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from orchestration.settings import PARSED


def main() -> None:
    """Run dbt with the arguments of the command line, and exit as dbt does.

    The variable COMPUTE_DIVIDE_PARSED names the stored parse. dbt parses the project if it names
    none that exists.
    """
    from dbt.cli.main import dbtRunner
    from dbt.contracts.graph.manifest import Manifest

    parsed = Path(os.environ.get(PARSED, ""))
    manifest = Manifest.from_msgpack(parsed.read_bytes()) if parsed.is_file() else None
    done = dbtRunner(manifest=manifest).invoke(sys.argv[1:])
    if done.exception is not None:
        print(done.exception, file=sys.stderr)
        sys.exit(2)
    sys.exit(0 if done.success else 1)
