"""``python -m tests.bench.fuzz SECONDS``: change bytes of good files, and read the results.

A reader may give rows or an IngestionError. Any other error is a fault. It is also a fault if the
parser of Python reads other rows. Each fault is printed with the bytes that cause it.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from ingestion.errors import IngestionError
from ingestion.landing.readers import check_gzip
from ingestion.landing.snapshots import connect
from ingestion.registry import SOURCES
from tests.ingestion.bad_input.shapes import SHAPES, Shape

MOST_CHANGES = 4
# DuckDB reads this comma as if it were not there, and no value is lost (tests/ingestion/bad_input).
HARMLESS = "Illegal trailing comma"
# Bytes and texts that have a meaning in a file format.
TOKENS = (
    *(bytes([one]) for one in b"\"',\n\r\0\\[]{}:<>&#; \t\xff"),
    *(b"null", b"NaN", b"1e999", b"-1", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc2\xa0"),
)


def changed(good: bytes, chance: random.Random) -> bytes:
    """Return the bytes with a few changes."""
    content = bytearray(good)
    for _ in range(chance.randint(1, MOST_CHANGES)):
        start = chance.randrange(len(content) + 1)
        end = min(len(content), start + chance.choice((0, 0, 1, 1, 2, 8, 64)))
        kept = bytes(content[start:end])
        content[start:end] = chance.choice((b"", kept * 2, chance.choice(TOKENS), kept[::-1]))
    if chance.random() < 0.1:
        del content[chance.randrange(len(content) + 1) :]
    return bytes(content)


def rows_of_csv(content: bytes) -> int:
    """Count the rows as Python does."""
    lines = io.StringIO(content.decode("utf-8-sig"), newline="")
    return len([row for row in csv.reader(lines, strict=True) if row]) - 1


def rows_of_list(content: bytes) -> int:
    """Count the records as Python does."""
    return len(json.loads(content.decode("utf-8-sig")))


COUNTS: dict[str, Callable[[bytes], int]] = {
    "epoch": rows_of_csv,
    "clusters": rows_of_csv,
    "hardware": rows_of_csv,
    "papercopilot": rows_of_list,
    "ror": rows_of_list,
}


def read(
    connection: duckdb.DuckDBPyConnection, shape: Shape, content: bytes, folder: Path
) -> int | None:
    """Return the number of rows that the source's reader finds; None if it refuses the file."""
    path, scratch = folder / Path(shape.file).name, folder / "scratch"
    scratch.mkdir()
    path.write_bytes(content)
    try:
        if path.suffix == ".gz":
            check_gzip(path, shape.file)
        parts = SOURCES[shape.source].read(connection, path, shape.file, scratch)
        counts = [connection.execute(f"select count(*) from ({p.query})").fetchall() for p in parts]
        for part in parts:
            # All columns, because DuckDB reads only what a query needs.
            connection.execute(f"select max(t::varchar) from ({part.query}) as t").fetchall()
        return sum(count for ((count,),) in counts)
    except IngestionError:
        return None
    finally:
        shutil.rmtree(scratch)


def fault_of(
    connection: duckdb.DuckDBPyConnection, shape: Shape, content: bytes, folder: Path
) -> tuple[str, str]:
    """Return the result, and the fault if there is one."""
    try:
        found = read(connection, shape, content, folder)
    except (duckdb.InvalidInputException, duckdb.ConversionException, UnicodeDecodeError):
        # Landing turns these into an error of the file.
        return "refused", ""
    except Exception as error:  # noqa: BLE001 - a fuzzer looks for errors of any type
        return "fault", f"{type(error).__name__}: {error}"[:300]
    if found is None:
        return "refused", ""
    count: Any = COUNTS.get(shape.source)
    if count is None:
        return "read", ""
    try:
        expected = count(content)
    except (ValueError, csv.Error) as error:
        if str(error).startswith(HARMLESS):
            return "read", ""
        return "fault", f"{found} rows, but Python cannot read it: {error}"[:300]
    return ("read", "") if found == expected else ("fault", f"{found} rows, Python {expected}")


@dataclass
class Fuzzed:
    """The results by source, and the bytes that caused each different fault."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: dict[str, bytes] = field(default_factory=dict)

    def total(self, result: str) -> int:
        """Return the inputs of all sources with one result: "read", "refused" or "fault"."""
        return sum(count for (_, found), count in self.counts.items() if found == result)


def fuzz(seconds: float, seed: int) -> Fuzzed:
    """Change good files for some seconds, and read each changed file."""
    chance, fuzzed = random.Random(seed), Fuzzed()
    ends = time.monotonic() + seconds
    with connect() as connection, tempfile.TemporaryDirectory() as folder:
        connection.execute("set threads = 1")
        while time.monotonic() < ends:
            shape = chance.choice(list(SHAPES.values()))
            content = changed(shape.good(), chance)
            result, fault = fault_of(connection, shape, content, Path(folder))
            fuzzed.counts[shape.source, result] += 1
            if fault:
                fuzzed.faults.setdefault(f"{shape.source}: {fault}", content)
    return fuzzed


def main() -> None:
    """Fuzz for some seconds, and print the results by source and all faults."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.fuzz", description=__doc__)
    parser.add_argument("seconds", type=float)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    fuzzed = fuzz(chosen.seconds, chosen.seed)
    for (source, result), count in sorted(fuzzed.counts.items()):
        print(f"{source:14}{result:10}{count:8,}")
    print(f"{fuzzed.counts.total():,} inputs, {len(fuzzed.faults)} different faults")
    for fault, content in fuzzed.faults.items():
        print(f"\n{fault}\n{content!r}")


if __name__ == "__main__":
    main()
