"""``python -m tests.bench COUNT``: time a run over synthetic works.

Each line is a process of its own: wall and CPU seconds, and the peak memory of its largest process.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def measure(stage: str, module: str, *arguments: str | Path) -> None:
    """Run a module as a process, and print its cost. Raises CalledProcessError if it fails."""
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", module, *map(str, arguments)])
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    wall, cpu = time.perf_counter() - start, usage.ru_utime + usage.ru_stime
    print(f"{stage:<10}{wall:9.1f} s{cpu:9.1f} CPU s{usage.ru_maxrss / 1024:9.0f} MiB", flush=True)


def main() -> None:
    """Generate the works, and measure a run over them."""
    count = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        home, empty = Path(folder) / "home", Path(folder) / "empty"
        # A live run would add the lists of the record, and wait for publishers.
        os.environ |= {"COMPUTE_DIVIDE_HOME": str(home), "COMPUTE_DIVIDE_SOURCES": str(empty)}
        empty.mkdir()
        print(f"{count} synthetic works")
        measure("generate", "tests.bench.works", count, home)
        measure("run", "orchestration")


if __name__ == "__main__":
    main()
