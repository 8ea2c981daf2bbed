"""``compute-divide COMMAND``: every command of the platform, also from an installed wheel.

The folder ``data`` below the working folder holds all state, unless COMPUTE_DIVIDE_HOME names
another one.
"""

from __future__ import annotations

import argparse
import functools
import sys
from http.server import ThreadingHTTPServer
from importlib import import_module

from RangeHTTPServer import RangeRequestHandler

from orchestration import settings as configuration

# Each module has a ``main`` that reads the rest of the command line.
COMMANDS = {
    "report": ("orchestration.__main__", "ingest, build, check and publish; print the answers"),
    "classify": ("orchestration.cli.classify", "classify affiliations: IN.csv OUT.csv"),
    "accuracy": ("orchestration.cli.accuracy", "measure the classification on labelled strings"),
    "backup": ("orchestration.cli.backup", "save, check or restore a backup: ACTION FILE.tar"),
    "prune": ("orchestration.cli.prune", "list old runs and publications, or delete them"),
    "raw": ("ingestion.__main__", "verify, withdraw, land or refresh stored files"),
    "serve": (__name__, "serve the publication on 127.0.0.1:3001, with ranges for DuckDB"),
}
PORT = 3001


def main() -> None:
    """Run the command that the command line names. Exit 2 for an unknown one."""
    parser = argparse.ArgumentParser(prog="compute-divide", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (_, effect) in COMMANDS.items():
        commands.add_parser(name, help=effect, add_help=False)
    options, rest = parser.parse_known_args(sys.argv[1:2])
    module, _ = COMMANDS[options.command]
    sys.argv = [f"compute-divide {options.command}", *sys.argv[2:]]
    run = serve if options.command == "serve" else import_module(module).main
    run()


def serve() -> None:
    """Serve the latest publication until the user interrupts."""
    folder = configuration.load().latest
    handler = functools.partial(RangeRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", PORT), handler) as server:
        print(f"The report is at http://127.0.0.1:{PORT}. Stop with Ctrl+C.")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
