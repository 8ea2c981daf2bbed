"""The stages of a run in a terminal, and all other output in a log file."""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from ingestion.refresh import ASKING

if TYPE_CHECKING:
    import dagster as dg

STAGES = {
    "raw_files": "Ingesting files",
    "warehouse": "Building tables",
    "publication": "Drawing and publishing",
}


@contextmanager
def output_to(log: Path) -> Iterator[TextIO]:
    """Write all output of this process and its children to a file, and yield the terminal."""
    log.parent.mkdir(parents=True, exist_ok=True)
    sys.stdout.flush()
    terminals = os.dup(1), os.dup(2)
    with (
        log.open("w", encoding="utf-8") as file,
        # A terminal may lack letters.
        os.fdopen(os.dup(1), "w", encoding=sys.stdout.encoding, errors="replace") as terminal,
    ):
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
        try:
            yield terminal
        finally:
            sys.stdout.flush()
            for number, descriptor in enumerate(terminals, start=1):
                os.dup2(descriptor, number)
                os.close(descriptor)


class Stages:
    """A line for each stage with its seconds, and the warnings of the run."""

    def __init__(self, terminal: TextIO) -> None:
        self._terminal = terminal
        self._stage = ""
        self._started = time.monotonic()

    def show(self, entry: dg.EventLogEntry) -> None:
        """Print the stage that an event starts, a source that is asked, and a warning."""
        event = entry.dagster_event
        is_asking = f": {ASKING} " in entry.user_message
        if event is None and (is_asking or int(entry.level) == logging.WARNING):
            self.warn(entry.user_message)
        elif event and event.step_key and event.event_type_value == "STEP_START":
            names = (STAGES[start] for start in STAGES if event.step_key.startswith(start))
            self.begin(next(names, "Checking"))

    def warn(self, text: str) -> None:
        """Print a warning, if there is one."""
        if text:
            self._print(f"  {text}")

    def begin(self, stage: str) -> None:
        """Print the seconds of the current stage, and begin another one."""
        if stage == self._stage:
            return
        now = time.monotonic()
        if self._stage:
            self._print(f"{self._stage:<24}{now - self._started:6.1f} s")
        self._stage, self._started = stage, now

    def _print(self, line: str) -> None:
        print(line, file=self._terminal, flush=True)
