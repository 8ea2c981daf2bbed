"""A run that notes its stage in a file, so that a bench can kill it in any stage of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import reports.publish
from orchestration.cli.stages import Stages
from tests import processes
from tests.bench.replay import refresh_from

# In their order. The last one begins when all files are written: it flushes them to the disk,
# moves the link ``latest``, and records the run.
STAGES = ("preparing", "landing", "building", "checking", "drawing", "publishing")
NAMES = {
    "Preparing": "preparing",
    "Landing files": "landing",
    "Checking files": "landing",
    "Building tables": "building",
    "Checking tables": "checking",
    "Drawing and publishing": "drawing",
}
FILE = "stage"


def stage_of(output: Path) -> str:
    """Return the stage that a run has noted in its folder of outputs."""
    path = output / FILE
    noted = path.read_text(encoding="utf-8").split() if path.exists() else []
    return noted[-1] if noted else STAGES[0]


def note(output: Path, stage: str) -> None:
    """Add a stage to the file of a run."""
    with (output / FILE).open("a", encoding="utf-8") as file:
        file.write(f"{stage}\n")


@contextmanager
def noting(output: Path) -> Iterator[None]:
    """Note the stage of the run that the body is."""

    def before(function: Callable[..., Any], stage: str) -> Callable[..., Any]:
        def noted(*arguments: Any) -> Any:
            name = stage or NAMES.get(arguments[1])
            if name:
                note(output, name)
            return function(*arguments)

        return noted

    drawn = before(reports.publish.__dict__["write_manifest"], STAGES[-1])
    with (
        patch.object(Stages, "begin", before(Stages.begin, "")),
        patch("reports.publish.write_manifest", drawn),
    ):
        yield


def refresh(url: str | None, environment: Mapping[str, str], output: Path) -> None:
    """Be a run that notes its stage. With an address, it is a live run that asks only there."""
    with noting(output):
        if url is None:
            processes.refresh("orchestration", (), environment, output)
        else:
            refresh_from(url, environment, output)
