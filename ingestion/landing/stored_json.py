"""Read small JSON files next to the snapshots; a damaged one starts empty and is logged."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec

T = TypeVar("T")


def to_stderr(line: str) -> None:
    """Write a line of the log to the standard error stream."""
    print(line, file=sys.stderr)


def read_or_empty(path: Path, kind: type[T], log: Callable[[str], None] = to_stderr) -> T:
    """Read JSON into a type; an empty one if the file is missing or is not readable."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except FileNotFoundError:
        return kind()
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        log(f"warning: {path} is not readable and starts empty: {error}")
        return kind()
