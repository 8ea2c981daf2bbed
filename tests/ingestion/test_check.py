"""``compute-divide check`` says what is wrong with a publisher, and prints no key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingestion import check, http
from ingestion.registry import SOURCES
from ingestion.state import state_of
from tests.builders import csv_text, model
from tests.contract.sites import PROGRAMME_PLACE, SITES, everything, programme_text
from tests.ingestion.servers import Fault, Publisher, answer, route, serving, status

KEYS = {name: value for site in SITES.values() for name, value in site.secrets.items()}
NOTABLE = "/data/notable_ai_models.csv"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Publisher]:
    monkeypatch.setattr(check, "RECORD", tmp_path)
    with serving(Publisher(everything(1))) as running:
        route(monkeypatch, running.url)
        for site in SITES.values():
            site.configure(monkeypatch, tmp_path / "selections", tmp_path / "raw")
        yield running


def test_good_publishers_are_ok_and_no_key_is_printed(
    server: Publisher, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with pytest.raises(SystemExit) as done:
        check.show(tmp_path, SOURCES)
    assert done.value.code == 0
    table = capsys.readouterr().out
    assert "fault" not in table
    assert table.count("  ok  ") == len(SOURCES)
    assert not [key for key in KEYS.values() if key in table]
    # Epoch AI has two lists, awards are two feeds, and ROR's list of files needs one more.
    assert len(server.requests) == len(SITES) + 1 + 1 + 1


@pytest.mark.parametrize(
    ("fault", "note"),
    [
        (status(400), "HTTP 400 Bad Request: try later"),
        (answer("<p>Verify</p>", Content_Type="text/html"), "a web page instead of data"),
        (
            answer(
                csv_text([{"Name": "M", "Organization": "O", "Publication date": "2026-01-01"}])
            ),
            "column 'model': a required column is missing",
        ),
    ],
)
def test_a_fault_is_named(
    server: Publisher, capsys: pytest.CaptureFixture[str], fault: Fault, note: str, tmp_path: Path
) -> None:
    server.faults[NOTABLE] = [fault]
    with pytest.raises(SystemExit, match=f"1 of {len(SOURCES)} sources have a fault"):
        check.show(tmp_path, SOURCES)
    (line,) = (line for line in capsys.readouterr().out.splitlines() if "  fault  " in line)
    assert line.startswith("epoch ")
    assert note in line
    assert state_of(tmp_path, SOURCES["epoch"]).answered_at is None


def test_what_metrics_need_what_robots_forbid_and_who_is_gone_is_named(server: Publisher) -> None:
    owners = SITES["chip_owners"]
    stocks = owners.respond(1)(owners.place, {})
    rows = [{k: v for k, v in model().items() if k != "Training compute (FLOP)"}]
    for name, place, text, note in (
        ("epoch", NOTABLE, csv_text(rows), "lack models with training compute of list: notable"),
        ("epoch", NOTABLE, csv_text([model()]), "lack models of a list with a label: notable Ind"),
        ("chip_owners", owners.place, stocks.body.replace(b"Meta", b"FAIR"), "chips of: Meta"),
        ("programme", PROGRAMME_PLACE, programme_text([{}]), "it names no institutions, which"),
    ):
        server.faults[place] = [answer(text)]
        result = check.check(SOURCES[name])
        assert (result.answer, note in result.note) == ("fault", True), result
    http.HOSTS.clear()
    server.faults["/robots.txt"] = [answer("User-agent: *\nDisallow: /static\n")]
    server.requests.clear()
    result = check.check(SOURCES["programme"])
    assert (result.answer, server.requests) == ("forbidden", [])
    assert result.note == "neurips.cc: its robots.txt forbids programs"
    http.HOSTS["zenodo.org"].free_at = http.monotonic() + 2 * check.SECONDS
    assert "zenodo.org: it asks us to wait until" in check.check(SOURCES["ror"]).note
