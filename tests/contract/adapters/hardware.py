"""Epoch AI's table of machine-learning hardware."""

from __future__ import annotations

from ingestion.fetching import downloads
from ingestion.sources.hardware.source import SOURCE
from tests import builders
from tests.builders import csv_text
from tests.contract.adapter import Adapter
from tests.ingestion.fetching.file_faults import File, Server, answer

PLACE = "data/ml_hardware.csv"


def publish(server: Server, state: int) -> None:
    """A table of hardware."""
    rows = [builders.hardware(**{"Hardware name": f"Acme {state} {n}"}) for n in range(20)]
    server.files[PLACE] = File(csv_text(rows).encode())


ADAPTERS = {
    "hardware": Adapter(
        source=SOURCE,
        serve=Server,
        publish=publish,
        place=PLACE,
        file="hardware/ml_hardware.csv",
        limits=((downloads, "MAX_BYTES"),),
        is_checked=False,
        has_own_fetch=False,
        lies={"other columns": (answer(b"Hardware name\nonly\n"), "column is missing")},
    )
}
