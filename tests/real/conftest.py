"""Fixtures of the reports' tests that a test on the publishers' data needs too."""

from __future__ import annotations

from tests.reports.conftest import publication, without_pictures

__all__ = ["publication", "without_pictures"]
