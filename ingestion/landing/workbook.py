"""Read the first sheet of a spreadsheet within bounds, in a process of its own.

A file of a kilobyte can claim billions of cells, for which the reader asks for more memory than
there is, and that ends its process.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from ingestion.errors import IngestionError

MAX_BYTES = 50 * 1024**2
MAX_MEMORY = 2 * 1024**3
MAX_SECONDS = 120
MAX_LETTERS = 100_000_000


def workbook_rows(path: Path, file: str) -> list[list[str]]:
    """Return the rows of the first sheet as trimmed texts.

    Raises IngestionError if it is no spreadsheet, empty, or beyond the bounds.
    """
    if path.stat().st_size > MAX_BYTES:
        raise IngestionError(file, f"a spreadsheet may have at most {MAX_BYTES:,} bytes")
    command = [sys.executable, "-m", __name__, str(path)]
    # After a lack of memory, a backtrace would wait for ever.
    environment = {**os.environ, "RUST_BACKTRACE": "0"}
    bounds = f"{MAX_MEMORY / 1024**3:.0f} GB of memory or {MAX_SECONDS} seconds"
    too_many = IngestionError(file, f"the spreadsheet claims too many cells: over {bounds}")
    try:
        done = subprocess.run(  # noqa: S603
            command, capture_output=True, text=True, env=environment, timeout=MAX_SECONDS
        )
    except subprocess.TimeoutExpired:
        raise too_many from None
    if done.returncode < 0 or "MemoryError" in done.stderr:
        raise too_many
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason"])[-1]
        raise IngestionError(file, f"not a readable spreadsheet: {reason[:300]}")
    rows: list[list[str]] = json.loads(done.stdout)
    if not rows:
        raise IngestionError(file, "the first sheet of the spreadsheet is empty")
    return rows


def _main(path: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    try:
        rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    except (CalamineError, OSError) as error:
        raise SystemExit(str(error)) from error
    texts = [[str(cell).strip() for cell in row] for row in rows]
    if sum(len(text) for row in texts for text in row) > MAX_LETTERS:
        raise SystemExit(f"its cells have more than {MAX_LETTERS:,} letters")
    json.dump(texts, sys.stdout)


if __name__ == "__main__":
    _main(sys.argv[1])
