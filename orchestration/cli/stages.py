"""The stages of a run in a terminal, and all other output in a log file."""

from __future__ import annotations

import contextlib
import fcntl
import html
import itertools
import logging
import os
import re
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self, TextIO

from ingestion.registry import SOURCES

if TYPE_CHECKING:
    import dagster as dg

# A line of dbt, like "12 of 340 OK created sql table model marts.metrics".
BUILT = re.compile(rb"\b(\d+) of (\d+) (?!START)[A-Z]")
CLAIM = re.compile(r'<p class="(?:lead|claim)">(.*?)</p>')
TAIL = 20_000
# Dagster says this of each step after a failed one, with all steps between. The error says enough.
NOT_STARTED = "Dependencies for step "
REFRESH_SECONDS = 0.5


@contextmanager
def output_to(log: Path) -> Iterator[tuple[TextIO, Path]]:
    """Write all output of this process and its children to a file.

    Yield the terminal, and the file: it is ``log``, or ``<log>.2.log`` and so on while other runs
    write to the files before it.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    sys.stdout.flush()
    sys.stderr.flush()
    saved = os.dup(1), os.dup(2)
    try:
        with _own(log) as file, os.fdopen(os.dup(saved[0]), "w") as terminal:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
            yield terminal, Path(str(file.name))
    finally:
        # A full disk takes no more lines.
        with contextlib.suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        for number, descriptor in enumerate(saved, 1):
            os.dup2(descriptor, number)
            os.close(descriptor)


def _own(log: Path) -> BinaryIO:
    """Open the first log that no other run writes to, and empty it.

    The operating system keeps the lock as long as the run or a program that it started writes.
    """
    later = (log.with_suffix(f".{number}{log.suffix}") for number in itertools.count(2))
    for path in itertools.chain([log], later):
        file = path.open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
        else:
            file.truncate(0)
            return file
    raise AssertionError("there is always another name")


def stage_of(step: str) -> str:
    """Return the stage of a step, as a user would name it."""
    names = {"warehouse": "Building tables", "publication": "Drawing and publishing"}
    if step in names:
        return names[step]
    if step.startswith("raw__"):
        return "Landing files"
    return "Checking tables" if step.startswith(("staging", "marts", "gates")) else "Checking files"


def headlines(page: Path) -> list[str]:
    """Return the claims of a front page as plain text."""
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    claims = (re.sub(r"<[^>]+>", "", claim) for claim in CLAIM.findall(text))
    return [html.unescape(claim).strip() for claim in claims]


class Stages:
    """One line for each stage, with its progress and its seconds.

    A terminal redraws the line. Elsewhere a line is written when its stage ends.
    """

    def __init__(self, terminal: TextIO, log: Path) -> None:
        self._terminal = terminal
        self._log = log
        self._stage = ""
        self._started = 0.0
        self._landed = 0
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._redraw = threading.Thread(target=self._draw_until_ended, daemon=True)

    def __enter__(self) -> Self:
        if self._terminal.isatty():
            self._redraw.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        if self._redraw.is_alive():
            self._redraw.join()
        self.begin("")

    def show(self, entry: dg.EventLogEntry) -> None:
        """Show the stage that an event starts, and print a warning, in the terminal."""
        event = entry.dagster_event
        is_warning = event is None and int(entry.level) >= logging.WARNING
        if is_warning and not entry.user_message.startswith(NOT_STARTED):
            self.warn(entry.user_message)
        if event is None or event.step_key is None:
            return
        if event.event_type_value == "STEP_START":
            self.begin(stage_of(event.step_key))
        elif event.event_type_value == "STEP_SUCCESS" and event.step_key.startswith("raw__"):
            self._landed += 1

    def warn(self, message: str) -> None:
        """Write a line above the current stage."""
        with self._lock:
            clear = "\r\x1b[K" if self._terminal.isatty() else ""
            self._terminal.write(f"{clear}{message}\n")
            self._terminal.flush()

    def begin(self, stage: str) -> None:
        """End the current stage and begin another."""
        with self._lock:
            if stage == self._stage:
                return
            if self._stage:
                self._write("\n")
            self._stage, self._started = stage, time.monotonic()

    def _draw_until_ended(self) -> None:
        while not self._ended.wait(REFRESH_SECONDS):
            with self._lock:
                if self._stage:
                    self._write("")

    def _write(self, end: str) -> None:
        seconds = time.monotonic() - self._started
        start, clear = ("\r", "\x1b[K") if self._terminal.isatty() else ("", "")
        line = f"{self._stage:<24}{self._progress():<14}{seconds:6.1f} s"
        self._terminal.write(f"{start}{line}{clear}{end}")
        self._terminal.flush()

    def _progress(self) -> str:
        if self._stage == "Landing files":
            return f"{self._landed} of {len(SOURCES) + 1}"
        if self._stage == "Building tables":
            with self._log.open("rb") as file:
                file.seek(max(0, self._log.stat().st_size - TAIL))
                found = BUILT.findall(file.read())
            return f"{int(found[-1][0])} of {int(found[-1][1])}" if found else "up to date"
        return ""
