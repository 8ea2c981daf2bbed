"""Servers on loopback, run for as long as a test needs them."""

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
    """Run a server in a thread; answers that wait for its event ``stop`` are let go at the end."""
    with server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            # A thread that is left behind spins on the closed socket for as long as the process.
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
    """Answer with some bytes again and again, ten milliseconds apart, unless someone hangs up."""
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.close_connection = True
    with suppress(OSError):
        for _ in range(times):
            time.sleep(0.01)
            handler.wfile.write(body)
