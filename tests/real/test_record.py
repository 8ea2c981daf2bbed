"""The originals of the published record give its bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.landing.files import read_manifest
from orchestration.record import make
from orchestration.settings import RECORD


def test_originals_give_the_record(real_data: Path, tmp_path: Path) -> None:
    """A manifest has the SHA-256 of each file."""
    more = real_data.with_name("more")
    if not (more / "acl_anthology").is_dir():
        pytest.skip(f"needs the publishers' files under {more}")
    make(more, real_data, tmp_path)
    assert read_manifest(tmp_path) == read_manifest(RECORD)
