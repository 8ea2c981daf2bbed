"""Publishers on loopback, which answer a live run with the sample and with synthetic tables.

They answer late, so that a kill at a random time often hits a fetch. Any other request gets a 404.
"""

from __future__ import annotations

import csv
import io
import runpy
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from ingestion.fetching.credentials import PAPERCOPILOT_SWITCH
from ingestion.sources.epoch.source import KINDS
from orchestration.settings import SAMPLE
from tests import processes
from tests.builders import ROOT
from tests.contract.adapters.ror import publish_dump
from tests.contract.local import route
from tests.ingestion.fetching.file_faults import (
    MONDAY,
    PUBLISHERS,
    TUESDAY,
    File,
    Handler,
    Server,
    status,
)

SECONDS_AN_ANSWER = 0.03
# A live run requests the lists of papers only if this variable is set.
VARIABLES = {PAPERCOPILOT_SWITCH: "yes"}
# In the first state, the lists of models lack these last rows, and one of this number of paper
# lists is missing.
NEW_MODELS, NEW_LISTS = 9, 20


class _Late(Handler):
    def do_GET(self) -> None:  # noqa: N802
        time.sleep(SECONDS_AN_ANSWER)
        if self.place in self.server.files:
            super().do_GET()
        else:
            status(404)(self)


class Publishers(Server):
    """All publishers, in state 1 or 2: the second one has more models and more lists of papers."""

    def __init__(self, state: int) -> None:
        super().__init__(_Late)
        for name in ("clusters", "hardware"):
            files = PUBLISHERS[name].files(1, "")
            self.files |= {f"data/{path}": file for path, file in files.items()}
        publish_dump(self, 1)
        (models,) = SAMPLE.glob("epoch/*.csv")
        kept = None if state == 2 else -NEW_MODELS
        for number, kind in enumerate(KINDS):
            body = without_last_rows(models, kept) + b"\n" * number
            self.files[f"data/{kind}_ai_models.csv"] = File(
                body, etag=f'"{state}"', modified=TUESDAY if state == 2 else MONDAY
            )
        for number, path in enumerate(sorted(SAMPLE.glob("papercopilot/*/*.json"))):
            if state == 2 or number % NEW_LISTS:
                place = path.relative_to(SAMPLE / "papercopilot").as_posix()
                self.files[f"papercopilot/paperlists/main/{place}"] = File(
                    path.read_bytes(), "text/plain"
                )


def without_last_rows(path: Path, end: int | None) -> bytes:
    """Return a CSV file up to a row, which counts as the end of a slice."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows[:end])
    return out.getvalue().encode()


def refresh_from(url: str, environment: Mapping[str, str], output: Path) -> None:
    """Become a live run that requests from a server on loopback and never waits to retry."""
    processes.become("orchestration", (), {**environment, **VARIABLES}, ROOT, output)
    with pytest.MonkeyPatch.context() as patch:
        route(patch, url, lambda _: None, 30)
        runpy.run_module("orchestration", run_name="__main__", alter_sys=True)
