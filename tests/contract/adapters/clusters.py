"""Epoch AI's list of GPU clusters."""

from __future__ import annotations

from tests.contract.adapter import listed_file
from tests.ingestion.fetching.file_faults import PUBLISHERS

ADAPTERS = {"clusters": listed_file(PUBLISHERS["clusters"], has_every_fault=True)}
