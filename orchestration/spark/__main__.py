"""``python -m orchestration.spark``: build the models on Spark from the landed files of the home.

It deletes the tables of an earlier build first. Without ``spark-submit`` it starts Spark on this
machine. ``spark-submit`` decides about master, memory and catalog.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys

from pyspark.sql import SparkSession

from orchestration import settings
from orchestration.spark.driver import build, local_session

SUBMITTED = "PYSPARK_GATEWAY_PORT"


def main() -> int:
    """Build all models that Spark builds; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m orchestration.spark", description=__doc__)
    parser.add_argument("--raw", default="", help="address of the landed files (default: the home)")
    parser.add_argument("--select", nargs="*", help="models, as dbt selects them (default: all)")
    options = parser.parse_args()
    chosen = settings.load()
    shutil.rmtree(chosen.spark_tables, ignore_errors=True)
    if SUBMITTED in os.environ:
        session = SparkSession.builder.getOrCreate()
    else:
        session = local_session(chosen.spark_tables)
    arguments = ["--select", *options.select] if options.select else []
    try:
        return 0 if build(session, chosen, *arguments, raw=options.raw) else 1
    finally:
        session.stop()


if __name__ == "__main__":
    sys.exit(main())
