"""Suites of expectations: one a raw table, and one a layer on its profile.

dbt tests keys, relationships and accepted values, and rules over every work. Ingestion validates
types and required columns, and each source declares the rules for its rows. Great Expectations
holds volume, mix and distribution. A critical failure stops the run, a warning is shown.
"""

from orchestration.judge.suites.layers import LAYERS
from orchestration.judge.suites.raw import RAW

__all__ = ["LAYERS", "RAW"]
