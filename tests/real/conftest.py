"""Fixtures of the reports' tests that tests on the publishers' data also use."""

from __future__ import annotations

from tests.reports.conftest import publication, without_pictures

__all__ = ["publication", "without_pictures"]
