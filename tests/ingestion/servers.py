"""Servers on loopback, run for as long as a test needs them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
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
