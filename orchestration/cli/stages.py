"""The stages of a run in a terminal, and all other output in a log file.

A terminal shows the stage at work with a bar; a file gets a line for each stage that has ended.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

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
            with suppress(OSError):  # a full disk
                sys.stdout.flush()
            for number, descriptor in enumerate(terminals, start=1):
                os.dup2(descriptor, number)
                os.close(descriptor)


class Stages:
    """The stage at work, a line for each one that has ended, and the warnings of the run."""

    def __init__(self, terminal: TextIO) -> None:
        # Without colours and markup, so that a terminal and a file show the same lines.
        self._console = Console(file=terminal, no_color=True, markup=False, highlight=False)
        columns = TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn()
        self._bar = Progress(
            *columns,
            TimeElapsedColumn(),
            console=self._console,
            refresh_per_second=2,
            transient=True,
            # All other output goes to the log.
            redirect_stdout=False,
            redirect_stderr=False,
            disable=not terminal.isatty(),
        )
        self._planned, self._stage, self._started = Counter[str](), "", time.monotonic()
        self._task: TaskID | None = None
        self._bar.start()

    def show(self, entry: dg.EventLogEntry) -> None:
        """Show the stage that an event belongs to, a source that is asked, and a warning."""
        event = entry.dagster_event
        if event is None:
            if f": {ASKING} " in entry.user_message or int(entry.level) == logging.WARNING:
                self.warn(entry.user_message)
        elif event.step_key:
            names = (STAGES[start] for start in STAGES if event.step_key.startswith(start))
            self._show(next(names, "Checking"), event.event_type_value)

    def _show(self, stage: str, event: str) -> None:
        if event == "ASSET_MATERIALIZATION_PLANNED":
            self._planned[stage] += 1
        elif event == "STEP_START":
            self.begin(stage)
        elif event == "ASSET_MATERIALIZATION" and self._task is not None:
            self._bar.advance(self._task)

    def warn(self, text: str) -> None:
        """Print a warning, if there is one."""
        if text:
            self._console.print(f"  {text}", soft_wrap=True)

    def begin(self, stage: str) -> None:
        """Print the seconds of the current stage, and begin another one; none ends the last."""
        if stage == self._stage:
            return
        now = time.monotonic()
        if self._task is not None:
            self._bar.remove_task(self._task)
            self._console.print(f"{self._stage:<24}{now - self._started:6.1f} s", soft_wrap=True)
        self._stage, self._started, self._task = stage, now, None
        if stage:
            self._task = self._bar.add_task(stage, total=self._planned[stage] or None)
        else:
            self._bar.stop()
