"""Serve the latest publication on this machine."""

from __future__ import annotations

import contextlib
import functools
import gzip
import io
import re
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import click
from RangeHTTPServer import RangeRequestHandler

# Endings of the files that a browser gets packed.
LARGEST = 10_000_000  # bytes
TEXTS = (".css", ".csv", ".html", ".js", ".json", ".svg", ".xml")


class RangeHandler(RangeRequestHandler):  # type: ignore[misc]
    """Serve ranges of files, and the last bytes of a file, for which polars asks."""

    # Each connection has a thread, and an idle one would keep it for ever.
    timeout = 30.0
    # No answer names our versions.
    server_version, sys_version = "compute-divide", ""

    def handle(self) -> None:
        """Answer a connection. A client may close it before it has the whole answer."""
        with contextlib.suppress(ConnectionError):
            super().handle()

    def end_headers(self) -> None:
        """Let no browser guess a type, such as a script in a text."""
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def list_directory(self, _: object) -> None:
        """List no folder without a page."""
        self.send_error(404, "File not found")

    def send_head(self) -> Any:  # noqa: ANN401 - as the class above
        """Turn a range of the last bytes into one from a first byte."""
        if "\0" in self.translate_path(self.path):
            return self.list_directory(None)
        if not self.headers.get("Range", "bytes=").strip():
            del self.headers["Range"]
        last = re.fullmatch(r"bytes=-(\d+)", self.headers.get("Range", ""))
        file = Path(self.translate_path(self.path))
        if last and file.is_file():
            first = max(file.stat().st_size - int(last[1]), 0)
            self.headers.replace_header("Range", f"bytes={first}-")
        is_text = file.suffix in TEXTS and file.is_file() and file.stat().st_size < LARGEST
        accepted = self.headers.get("Accept-Encoding", "")
        if is_text and "gzip" in accepted and "Range" not in self.headers:
            self.range = None
            return self._packed(file)
        return super().send_head()

    def _packed(self, file: Path) -> io.BytesIO:
        """Send the heads of a packed text, and return it."""
        content = gzip.compress(file.read_bytes(), compresslevel=6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(file)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Vary", "Accept-Encoding")
        self.end_headers()
        return io.BytesIO(content)

    def copyfile(self, source: Any, outputfile: Any) -> None:  # noqa: ANN401 - as the class above
        """Send the first byte alone, where the class above takes 0 for no end."""
        if self.range == (0, 0):
            outputfile.write(source.read(1))
        else:
            super().copyfile(source, outputfile)

    def log_message(self, *_: object) -> None:
        """Write no line for each file."""


class Server(ThreadingHTTPServer):
    """A server that lets more clients wait for their turn than the five of the class above."""

    request_queue_size = 128


def serve(latest: Path, host: str, port: int) -> None:
    """Serve a folder, with ranges for DuckDB, until the user interrupts.

    Raises ClickException if another program has the port.
    """
    handler = functools.partial(RangeHandler, directory=str(latest))
    try:
        server = Server((host, port), handler)
    except OSError as error:
        raise click.ClickException(f"port {port} of {host}: {error.strerror}") from error
    with server:
        nothing = "" if latest.exists() else "Nothing is published yet. "
        click.echo(f"{nothing}The report is at http://{host}:{port}. Ctrl+C stops the server.")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo()
