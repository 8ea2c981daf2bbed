"""Suites of expectations, as data: volume, ranges, distributions and drift.

dbt tests keys, relationships and accepted values, and rules over every work. Ingestion validates
types and required columns, and each source declares the rules for its rows.
"""

from orchestration.expectations.suites.marts import MARTS
from orchestration.expectations.suites.model import Expectation, Suite
from orchestration.expectations.suites.raw import RAW, SNAPSHOTS
from orchestration.expectations.suites.staging import STAGING

__all__ = ["MARTS", "RAW", "SNAPSHOTS", "STAGING", "Expectation", "Suite"]
