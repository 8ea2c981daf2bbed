"""Epoch AI's lists of models, four files that land together."""

from __future__ import annotations

from ingestion.fetching import downloads
from ingestion.sources.epoch.source import KINDS, SOURCE
from tests.builders import csv_text, model
from tests.contract.adapter import Adapter
from tests.ingestion.fetching.file_faults import File, Server, answer


def publish(server: Server, state: int) -> None:
    """Serve four lists of models."""
    for kind in KINDS:
        rows = [model(Model=f"{kind} {state} {n}") for n in range(20)]
        server.files[f"data/{kind}_ai_models.csv"] = File(csv_text(rows).encode())


ADAPTERS = {
    "epoch": Adapter(
        source=SOURCE,
        serve=Server,
        publish=publish,
        place="data/frontier_ai_models.csv",
        file="epoch/frontier_ai_models.csv",
        limits=((downloads, "MAX_BYTES"),),
        is_checked=False,
        lies={"other columns": (answer(b"Model\nonly\n"), "a required column is missing")},
    )
}
