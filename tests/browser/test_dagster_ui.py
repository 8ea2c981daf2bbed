"""The Dagster UI in a headless browser: lineage in groups, checks and figures."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser

from tests.browser.conftest import PATIENCE
from tests.builders import ROOT, run_environment


@pytest.fixture(scope="module")
def ui(record_home: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = run_environment(record_home, "record")
    environment["DAGSTER_HOME"] = str(record_home / "dagster")
    server = subprocess.Popen(
        [str(Path(sys.executable).with_name("dagster-webserver")), "-h", "127.0.0.1",
         "-p", str(port), "-w", "workspace.yaml"],
        cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(url, server)
        yield url
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    # The server first loads the code location, which takes long on a busy machine.
    while server.poll() is None:
        try:
            if requests.get(f"{url}/server_info", timeout=60).ok:
                return
        except (requests.ConnectionError, requests.Timeout):
            time.sleep(0.2)
    pytest.fail("the web server ended")


def test_a_person_finds_groups_checks_and_figures(browser: Browser, ui: str) -> None:
    """On one page, because a new one loads and compiles the whole UI again."""
    page = browser.new_page(viewport={"width": 1600, "height": 1000})
    page.set_default_timeout(PATIENCE)
    page.goto(f"{ui}/asset-groups")
    for group in ("raw_papers", "intermediate_papers", "marts_papers"):
        page.get_by_text(group, exact=True).first.wait_for()
    page.goto(f"{ui}/assets/marts/metrics?view=checks")
    page.get_by_text("doubling_times_are_plausible").first.wait_for()
    page.goto(f"{ui}/assets/reports/figures/paper_team_share")
    page.get_by_text("[Show Markdown]").click()
    image = page.locator("img[src^='data:image/png']").first
    image.wait_for()
    assert 200 < image.evaluate("(shown) => shown.naturalWidth") <= 640
    page.close()
