"""Servers on loopback for the time of a test."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeVar

S = TypeVar("S", bound=ThreadingHTTPServer)


@contextmanager
def serving(server: S) -> Iterator[S]:
    """Run a server in a thread; at the end its event ``stop`` releases waiting answers."""
    with server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            # A thread that is left would loop on the closed socket until the process ends.
            getattr(server, "stop", threading.Event()).set()
            server.shutdown()
            thread.join()


def drip(
    handler: BaseHTTPRequestHandler,
    body: bytes = b" ",
    status: int = 200,
    times: int = 1000,
    **headers: str,
) -> None:
    """Answer with the same bytes every ten milliseconds until the client hangs up."""
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.close_connection = True
    with suppress(OSError):
        for _ in range(times):
            time.sleep(0.01)
            handler.wfile.write(body)
