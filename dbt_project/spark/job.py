"""``python job.py FOLDER`` or ``spark-submit job.py FOLDER``: applies a function to rows.

FOLDER has ``rows.parquet`` and ``function.pickle``, and gets ``result/`` with Parquet files.
It needs the package ``dbt_project.functions``, ahocorasick-rs, pandas and pyarrow.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Iterator
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

import pyarrow as pa
from pyspark.sql import SparkSession

# On one machine, tasks cost more than they save.
LOCAL_SETTINGS = {
    "spark.master": "local[2]",
    "spark.driver.memory": "2g",
    "spark.ui.enabled": "false",
}
# The names of Spark and the types of Arrow.
TYPES = {
    str: ("string", pa.string()),
    int: ("bigint", pa.int64()),
    float: ("double", pa.float64()),
    bool: ("boolean", pa.bool_()),
}


def main(folder: Path) -> None:
    """Apply the function in a session of this machine, or in that of spark-submit."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = {} if "PYSPARK_GATEWAY_PORT" in os.environ else LOCAL_SETTINGS
    session = SparkSession.builder.config(map=settings).getOrCreate()
    function = pickle.loads((folder / "function.pickle").read_bytes())  # noqa: S301 - a run's own
    (kind,) = get_args(get_type_hints(type(function).__call__)["return"])
    columns = {name: _types_of(hint) for name, hint in get_type_hints(kind).items()}
    schema = pa.schema([(name, arrow) for name, (_, arrow) in columns.items()])

    def apply(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            rows = zip(*(column.to_pylist() for column in batch.columns), strict=True)
            found = [row._asdict() for row in function(list(rows))]
            yield pa.RecordBatch.from_pylist(found, schema=schema)

    rows = session.read.parquet(str(folder / "rows.parquet"))
    result = rows.mapInArrow(apply, ", ".join(f"{name} {of}" for name, (of, _) in columns.items()))
    result.write.mode("overwrite").parquet(str(folder / "result"))
    session.stop()


def _types_of(hint: Any) -> tuple[str, pa.DataType]:  # noqa: ANN401 - an annotation is any object
    if get_origin(hint) is list:
        name, arrow = _types_of(*get_args(hint))
        return f"array<{name}>", pa.list_(arrow)
    (kind,) = (part for part in get_args(hint) or [hint] if part is not NoneType)
    return TYPES[kind]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
