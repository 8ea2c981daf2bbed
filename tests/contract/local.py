"""Refresh any source from a server on loopback, although requests keep their public URLs."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from requests.adapters import HTTPAdapter

from ingestion.fetching.http import Client
from ingestion.fetching.request import RefreshRequest, RefreshRun
from ingestion.landing.snapshots import connect
from ingestion.refresh import refresh


class _Loopback(HTTPAdapter):
    """An adapter that sends every request to one server, whatever host the URL names."""

    def __init__(self, url: str) -> None:
        self._url = url
        super().__init__()

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> Any:
        public_url = str(request.url)
        parts = urlsplit(public_url)
        query = f"?{parts.query}" if parts.query else ""
        request.url = f"{self._url}{parts.path}{query}"
        response = super().send(request, *args, **options)
        response.url = public_url
        return response


def route(
    patch: pytest.MonkeyPatch, url: str, sleep: Callable[[float], None], timeout: float
) -> None:
    """Route the requests of every client to a server, and replace its sleeping."""
    initialise = Client.__init__

    def initialise_locally(client: Client, **options: Any) -> None:
        initialise(client, **{**options, "sleep": sleep, "timeout": (5, timeout)})
        client._session.mount("https://", _Loopback(url))

    patch.setattr(Client, "__init__", initialise_locally)


def refresh_alone(name: str, url: str, raw: Path, scratch: Path) -> None:
    """Refresh the source of an adapter in a process of its own."""
    from tests.contract.adapters import ADAPTERS

    adapter = ADAPTERS[name]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(scratch))
        route(patch, url, lambda _: None, 30)
        adapter.configure(patch, scratch / "selections")
        with connect() as connection:
            refresh(connection, adapter.source, raw, RefreshRequest(), RefreshRun(lambda _: None))
