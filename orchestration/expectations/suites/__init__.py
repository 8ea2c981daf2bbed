"""Suites of expectations by layer: volume, ranges, distributions and drift.

dbt tests keys, relationships and accepted values, and rules over every work. Ingestion validates
types and required columns, and each source declares the rules for its rows. The name of a suite is
its layer and table. A critical failure stops the run, a warning is shown.
"""

from orchestration.expectations.suites.marts import MARTS
from orchestration.expectations.suites.raw import RAW
from orchestration.expectations.suites.staging import STAGING

__all__ = ["MARTS", "RAW", "STAGING"]
