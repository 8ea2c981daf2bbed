"""Epoch AI's table of machine-learning hardware."""

from __future__ import annotations

from tests.contract.adapter import listed_file
from tests.ingestion.fetching.file_faults import PUBLISHERS

ADAPTERS = {"hardware": listed_file(PUBLISHERS["hardware"])}
