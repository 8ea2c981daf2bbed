"""The interface between the contract suite and a source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from ingestion.fetching import downloads
from ingestion.landing.schema import Source
from tests.ingestion.fetching.file_faults import Fault, Publisher, Server, answer
from tests.ingestion.selections import select


@dataclass(frozen=True)
class Adapter:
    """A source, a server that answers like its publisher, and the faults of both.

    ``serve`` creates the server, and ``publish`` puts it into a state. ``place`` is the address of
    the faults, which concern the file named ``file``. ``limits`` are the constants that limit the
    size of a body, as module and name. ``is_checked``: the fetch checks the body at ``place``, and
    retries a body of another kind. ``has_every_fault``: the source runs every fault, for all
    sources that the same code fetches. Other sources run a sample of the faults. ``lies`` are
    responses that contradict the listing, with the expected errors. ``not_applicable`` names faults
    that are no error here. ``long_wait`` is the state after the server requests a long wait.
    ``secrets`` are environment variables and their values. If the variable ``switch`` is not set,
    the source is off.
    """

    source: Source
    serve: Callable[[], Server]
    publish: Callable[[Server, int], None]
    place: str
    file: str
    limits: tuple[tuple[Any, str], ...]
    is_checked: bool = True
    selection: str = ""
    patches: tuple[tuple[Any, str, Any], ...] = ()
    lies: dict[str, tuple[Fault, str]] = field(default_factory=dict)
    not_applicable: tuple[str, ...] = ()
    has_every_fault: bool = False
    long_wait: str = "degraded"
    secrets: dict[str, str] = field(default_factory=dict)
    switch: str = ""

    def configure(self, patch: pytest.MonkeyPatch, folder: Path) -> None:
        """Select the lists that the server has, and set the credentials."""
        if self.selection:
            select(patch, folder, self.source.name, self.selection)
        for module, name, value in self.patches:
            patch.setattr(module, name, value)
        for name, value in self.secrets.items():
            patch.setenv(name, value)
        if self.switch and self.switch not in self.secrets:
            patch.setenv(self.switch, "yes")

    @property
    def can_be_off(self) -> bool:
        """Whether a selection or a variable can turn the source off."""
        return bool(self.selection or self.switch)

    def turn_off(self, patch: pytest.MonkeyPatch, folder: Path) -> str:
        """Turn the source off; return the text that its state must contain."""
        if self.switch:
            patch.delenv(self.switch)
            return self.switch
        heading = self.selection.partition("\n")[0]
        select(patch, folder, self.source.name, f"{heading}\n")
        return f"ingestion/sources/{self.source.name}/selection.csv"


def listed_file(publisher: Publisher, *, has_every_fault: bool = False) -> Adapter:
    """Return the adapter of a source with one listed file, which only ``downloads`` fetches."""

    def publish(server: Server, state: int) -> None:
        for name, file in publisher.files(state, "").items():
            server.files[f"data/{name}"] = file

    return Adapter(
        source=publisher.source,
        serve=Server,
        publish=publish,
        place=f"data/{publisher.path}",
        file=f"{publisher.source.name}/{publisher.path}",
        limits=((downloads, "MAX_BYTES"),),
        is_checked=False,
        has_every_fault=has_every_fault,
        lies={"other columns": (answer(b"A\nonly\n"), "a required column is missing")},
    )
