"""A publication becomes one new version of its record. A local server gives Zenodo's answers."""

from __future__ import annotations

import hashlib
import http.server
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from orchestration.cli import deposit
from tests.browser.conftest import Quiet
from tests.ingestion.servers import serving

TOKEN = "a-secret-token"
DEPOSITS = "/api/deposit/depositions"


class Server(http.server.ThreadingHTTPServer):
    """Record 100 with version 101, and the answers of https://developers.zenodo.org."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server_port}/api"
        self.latest = self.made(101, {"title": "Compute Divide", "version": "old"})
        self.draft: dict[str, Any] | None = None
        self.calls: list[str] = []
        self.refused = ""

    def made(self, number: int, metadata: dict[str, Any]) -> dict[str, Any]:
        links = {"bucket": f"{self.address}/files/b{number}"}
        files = [{"id": "old.zip"}]
        more = {"conceptrecid": "100", "submitted": False, "doi": f"10.5281/zenodo.{number}"}
        return {"id": number, "metadata": metadata, "links": links, "files": files, **more}

    def answer(self, call: str, body: bytes) -> tuple[int, Any]:
        draft, own = self.draft, f"{DEPOSITS}/102"
        if call == f"GET {DEPOSITS}?status=draft&size=100":
            return 200, [draft] if draft else []
        if call == f"POST {DEPOSITS}/101/actions/newversion" and draft is None:
            self.draft = self.made(102, dict(self.latest["metadata"]))
            return 201, {**self.latest, "links": {"latest_draft": f"{self.address[:-4]}{own}"}}
        if draft is None:
            return (200, self.latest) if call == "GET /api/records/101" else (404, {})
        if call.startswith(f"DELETE {own}/files/"):
            draft["files"] = [file for file in draft["files"] if not call.endswith(file["id"])]
            return 204, None
        if name := re.fullmatch(r"PUT /api/files/b102/(.*)", call):
            draft["files"].append({"id": name[1]})
            return 201, {"checksum": f"md5:{hashlib.md5(body).hexdigest()}"}
        if call == f"PUT {own}":
            draft["metadata"] = json.loads(body)["metadata"]
        if call == f"POST {own}/actions/publish":
            self.latest, self.draft = draft, None
            return 202, self.latest
        return 200, self.latest if call == "GET /api/records/101" else draft


class Handler(Quiet):
    """Leads the concept record to its newest version, and passes other calls on."""

    server: Server

    def do(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        call = f"{self.command} {self.path}"
        self.server.calls.append(call)
        status, answer = 401, {"message": f"no access with {TOKEN}"}
        if self.path == "/api/records/100":
            status, answer = 301, {}
        elif self.server.refused and self.server.refused in call:
            status, answer = 500, {"message": f"failed for {TOKEN}"}
        elif self.headers["Authorization"] == f"Bearer {TOKEN}":
            status, answer = self.server.answer(call, body)
        text = b"" if answer is None else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Location", "/api/records/101")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = do_PUT = do_DELETE = do  # noqa: N815 - names of http.server


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(Server()) as server:
        yield server


def run(server: Server, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZENODO_TOKEN", TOKEN)
    monkeypatch.setattr(sys, "argv", ["", "100", str(folder), "--api", server.address])
    deposit.main()


def test_a_publication_is_deposited_once(
    server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """An upload fails: the next run uses its draft, and the one after it changes nothing."""
    for name in deposit.FILES:
        (tmp_path / name).write_text(name)
    for name, content in {
        "datapackage": {"version": "2026.1.26", "sources": [{"title": "A list"}]},
        "manifest": {"release": "abc"},
        "published": {"published_at": "2026-02-01T00:00:00"},
    }.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content))
    server.refused = "metrics.csv"
    with pytest.raises(SystemExit) as refusal:
        run(server, tmp_path, monkeypatch)
    assert "metrics.csv: HTTP 500" in str(refusal.value)
    assert TOKEN not in str(refusal.value)
    server.refused = ""
    run(server, tmp_path, monkeypatch)
    assert server.latest["metadata"] == {
        "title": "Compute Divide",
        "version": "2026.1.26+abc",
        "publication_date": "2026-02-01",
        "references": ["A list"],
    }
    files = {file["id"] for file in server.latest["files"]}
    assert files == {"compute-divide-abc.zip", *deposit.FILES}
    for action in ("newversion", "publish"):
        assert sum(call.endswith(action) for call in server.calls) == 1
    server.calls.clear()
    run(server, tmp_path, monkeypatch)
    assert server.calls == ["GET /api/records/100", "GET /api/records/101"]
    assert capsys.readouterr().out.splitlines() == [
        "Deposited as https://doi.org/10.5281/zenodo.102",
        "Deposited before as https://doi.org/10.5281/zenodo.102",
    ]
