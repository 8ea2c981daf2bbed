"""``compute-divide COMMAND``: every command of the platform, from a clone or an installed wheel.

All state is in the folder ``data`` of the working folder, or in COMPUTE_DIVIDE_HOME.
"""

from __future__ import annotations

import argparse
import functools
import re
import sys
from collections.abc import Callable, Sequence
from http.server import ThreadingHTTPServer
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from RangeHTTPServer import RangeRequestHandler

from orchestration import settings as configuration

PORT = 3001
RAW = "RAW"  # stands for the folder of stored files


class Command(NamedTuple):
    """The effect of a command, and the module that does it with arguments around the user's."""

    effect: str
    module: str
    before: Sequence[str] = ()
    after: Sequence[str] = ()


COMMANDS = {
    "report": Command("refresh everything, and publish", "orchestration.__main__"),
    "serve": Command(f"show the report on http://127.0.0.1:{PORT}", __name__),
    "classify": Command("classify affiliations: FILE.csv OUT.csv", "orchestration.cli.classify"),
    "accuracy": Command("measure the classification on labels", "orchestration.cli.accuracy"),
    "check": Command("ask each publisher for one small thing", "ingestion.check"),
    "verify": Command(
        "check the hash of each stored file", "ingestion.__main__", ["verify"], [RAW]
    ),
    "withdraw": Command(
        "take a stored file out of use: SOURCE SNAPSHOT --reason WHY",
        "ingestion.__main__",
        ["withdraw"],
        [RAW],
    ),
    "backup": Command(
        "save stored files and publications: FILE.tar", "orchestration.cli.backup", ["save"]
    ),
    "restore": Command(
        "restore a backup into an empty home: FILE.tar", "orchestration.cli.backup", ["restore"]
    ),
    "deposit": Command("add the report to a record at Zenodo: RECORD", "orchestration.cli.deposit"),
    "prune": Command("list old runs and publications; --delete", "orchestration.cli.prune"),
}


def main() -> None:
    """Run the command that the command line names. Exit 2 for an unknown one."""
    parser = argparse.ArgumentParser(prog="compute-divide", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    commands = parser.add_subparsers(dest="name", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        commands.add_parser(name, help=command.effect, add_help=False)
    name = parser.parse_args(sys.argv[1:2]).name
    command = COMMANDS[name]
    after = [str(configuration.load().raw) if text == RAW else text for text in command.after]
    sys.argv = [f"compute-divide {name}", *command.before, *sys.argv[2:], *after]
    run: Callable[[], None] = serve if name == "serve" else import_module(command.module).main
    run()


class RangeHandler(RangeRequestHandler):  # type: ignore[misc]
    """Serve ranges of files, and the last bytes of a file, for which polars asks."""

    def send_head(self) -> Any:  # noqa: ANN401 - as the class above
        """Turn a range of the last bytes into one from a first byte."""
        last = re.fullmatch(r"bytes=-(\d+)", self.headers.get("Range", ""))
        file = Path(self.translate_path(self.path))
        if last and file.is_file():
            first = max(file.stat().st_size - int(last[1]), 0)
            self.headers.replace_header("Range", f"bytes={first}-")
        return super().send_head()


def serve() -> None:
    """Serve the latest publication, with ranges for DuckDB, until the user interrupts."""
    latest = configuration.load().latest
    handler = functools.partial(RangeHandler, directory=str(latest))
    with ThreadingHTTPServer(("127.0.0.1", PORT), handler) as server:
        begin = (
            "The report is" if latest.exists() else "Nothing is published yet. The report will be"
        )
        print(f"{begin} at http://127.0.0.1:{PORT}. Ctrl+C stops the server.", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
