"""``python job.py STEPS`` or ``spark-submit job.py STEPS``: runs the queries that a run translated.

It needs pyspark and nothing of the project, so that a cluster needs no more than this file. Tables
are written as Parquet to the folders that the steps name.
"""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from pathlib import Path

from pyspark.sql import SparkSession

# The meaning of expressions in DuckDB.
SETTINGS = {
    "spark.sql.ansi.enabled": "false",
    "spark.sql.legacy.sizeOfNull": "false",
    "spark.sql.parquet.mergeSchema": "true",
    "spark.sql.session.timeZone": "UTC",
    # Planning a query of many steps would take longer than the query.
    "spark.sql.constraintPropagation.enabled": "false",
}
# Tasks and compiled code cost more than they save where tables are small.
LOCAL_SETTINGS = {
    "spark.master": "local[2]",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.driver.memory": "3g",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.shuffle.partitions": "1",
    "spark.ui.enabled": "false",
}


def strip_accents(text: str | None) -> str | None:
    """Return the text without its marks, such as accents; Spark has no such function."""
    if text is None:
        return None
    letters = unicodedata.normalize("NFD", text)
    plain = "".join(
        letter for letter in letters if not unicodedata.category(letter).startswith("M")
    )
    return unicodedata.normalize("NFC", plain)


def main(file: str) -> None:
    """Run all steps in a session of this machine, or in that of spark-submit."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    is_submitted = "PYSPARK_GATEWAY_PORT" in os.environ
    settings = SETTINGS if is_submitted else SETTINGS | LOCAL_SETTINGS
    session = SparkSession.builder.config(map=settings).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    session.udf.register("strip_accents", strip_accents)
    for step in json.loads(Path(file).read_text(encoding="utf-8")):
        rows = session.sql(step["query"])
        if step["folder"]:
            rows.write.parquet(step["folder"])
            rows = session.read.parquet(step["folder"])
        rows.createOrReplaceTempView(step["name"])
    session.stop()


if __name__ == "__main__":
    main(sys.argv[1])
