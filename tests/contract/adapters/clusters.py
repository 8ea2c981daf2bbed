"""Epoch AI's list of GPU clusters."""

from __future__ import annotations

from ingestion.fetching import downloads
from ingestion.sources.clusters.source import SOURCE
from tests.builders import csv_text
from tests.contract.adapter import Adapter
from tests.ingestion.fetching.file_faults import File, Server, answer

PLACE = "data/gpu_clusters.csv"


def publish(server: Server, state: int) -> None:
    """A list of clusters."""
    row = {
        "Status": "Existing",
        "Sector": "Private",
        "First Operational Date": "2024-01-01",
        "16-bit OP/s": "1e18",
    }
    rows = [{"Name": f"State {state}, cluster {n}", **row} for n in range(20)]
    server.files[PLACE] = File(csv_text(rows).encode())


ADAPTERS = {
    "clusters": Adapter(
        source=SOURCE,
        serve=Server,
        publish=publish,
        place=PLACE,
        file="clusters/gpu_clusters.csv",
        limits=((downloads, "MAX_BYTES"),),
        is_checked=False,
        has_own_fetch=False,
        lies={"other columns": (answer(b"Name\nonly\n"), "a required column is missing")},
    )
}
