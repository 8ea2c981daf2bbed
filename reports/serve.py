"""Serve the latest publication on this machine."""

import contextlib
import socket
from pathlib import Path

import click
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

# Files that are packed already, and those that DuckDB and polars read by ranges.
PACKED = ("application/octet-stream", "application/vnd.apache.parquet")
# No browser guesses a type, such as a script in a text, and no answer names our versions.
HEADERS = [("X-Content-Type-Options", "nosniff"), ("Server", "compute-divide")]


class Files(StaticFiles):
    """Serve the files of a folder, with ranges, and its page 404.html at a wrong address."""

    async def check_config(self) -> None:
        """Start without the folder: the first publication may come later."""


def server(latest: Path) -> uvicorn.Server:
    """Return a server of a folder, which packs texts and drops a client that is done."""
    files = Files(directory=latest, html=True, check_dir=False)
    excluded = (*DEFAULT_EXCLUDED_CONTENT_TYPES, *PACKED)
    pack = Middleware(GZipMiddleware, compresslevel=6, exclude_content_types=excluded)
    site = Starlette(routes=[Mount("/", files)], middleware=[pack])
    return uvicorn.Server(
        uvicorn.Config(
            site,
            headers=HEADERS,
            server_header=False,
            log_level="critical",
            timeout_graceful_shutdown=1,
        )
    )


def serve(latest: Path, host: str, port: int) -> None:
    """Serve a folder, with ranges for DuckDB, until the user interrupts.

    Raises ClickException if another program has the port.
    """
    try:
        bound = socket.create_server((host, port))
    except OSError as error:
        raise click.ClickException(f"port {port} of {host}: {error.strerror}") from error
    nothing = "" if latest.exists() else "Nothing is published yet. "
    click.echo(f"{nothing}The report is at http://{host}:{port}. Ctrl+C stops the server.")
    with contextlib.suppress(KeyboardInterrupt):
        server(latest).run(sockets=[bound])
    click.echo()
