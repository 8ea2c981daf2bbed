"""``python -m dbt_project.worker``: applies a function to batches of rows, in a process of its own.

Standard input has the function and then the batches, standard output gets the results, pickled.
"""

from __future__ import annotations

import pickle
import sys
from contextlib import suppress


def main() -> None:
    """Answer each batch until the input ends."""
    source, target = sys.stdin.buffer, sys.stdout.buffer
    function = pickle.load(source)  # noqa: S301 - the parent's own
    with suppress(EOFError):
        while True:
            pickle.dump(function(pickle.load(source)), target)  # noqa: S301 - the parent's own
            target.flush()


if __name__ == "__main__":
    main()
