"""Hostile names are text, archives are bounded, secrets are hidden, servers listen on loopback."""

from __future__ import annotations

import base64
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import duckdb
import pytest
import yaml

from ingestion.errors import IngestionError
from ingestion.fetching.http import Client
from ingestion.landing import readers
from ingestion.landing.snapshots import connect
from ingestion.refresh import land_directory
from ingestion.registry import SOURCES
from reports.publication.export import write_csv
from tests.builders import ROOT, csv_text, gzipped_json, model, paper, zip_of

Write = Callable[[str, str | bytes], Path]
INJECTION = "'); drop table models; --"
SECRET = 'k/e+y "1"\\\u00e9&'


def landed(folder: Path, source: str, columns: str) -> list[tuple[object, ...]]:
    with connect() as connection:
        land_directory(connection, SOURCES[source], folder / "raw", folder, lambda _: None)
    table = f"{folder}/raw/{source}/2*/{SOURCES[source].table}.parquet"
    return duckdb.execute(f"select {columns} from read_parquet(?)", [table]).fetchall()


def test_names_and_headings_are_never_run_as_sql(write: Write, tmp_path: Path) -> None:
    row = model(**{INJECTION: INJECTION, 'a"b': "x", "Model": INJECTION})
    write(f"epoch/2026-01-02_notable{INJECTION}.csv", csv_text([row]))
    ((name, unmapped),) = landed(tmp_path, "epoch", "model, unmapped")
    assert name == INJECTION
    assert json.loads(str(unmapped)) == {INJECTION: INJECTION, 'a"b': "x"}


def test_keys_of_json_are_never_run_as_sql(write: Write, tmp_path: Path) -> None:
    write("papercopilot/icml/2026-01-02_icml2023.json", json.dumps([paper(**{INJECTION: "x"})]))
    ((unmapped,),) = landed(tmp_path, "papercopilot", "unmapped")
    assert json.loads(str(unmapped)) == {INJECTION: "x"}


def test_the_members_of_a_zip_are_bounded_together(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "MAX_ZIP_BYTES", 1_500)
    text = csv_text([model()] * 10).encode()
    write("epoch/2026-01-02_models.zip", zip_of({"notable.csv": text, "all.csv": text}))
    with pytest.raises(IngestionError, match=rf"the zip would unpack to {2 * len(text)} bytes"):
        landed(tmp_path, "epoch", "*")


def test_a_gzip_file_is_bounded(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "MAX_GZIP_BYTES", 10_000)
    write("papercopilot/icml/icml2023.json.gz", gzipped_json([paper()] * 200))
    with pytest.raises(IngestionError, match="it unpacks to more than 10000 bytes"):
        landed(tmp_path, "papercopilot", "*")


ENCODED = {
    "plain": SECRET,
    "URL": quote(SECRET, safe=""),
    "URL in lower case": re.sub("%..", lambda found: found[0].lower(), quote(SECRET, safe="")),
    "form": quote(SECRET, safe="").replace("%20", "+"),
    "JSON": json.dumps(SECRET)[1:-1],
    "JSON with slashes": json.dumps(SECRET)[1:-1].replace("/", "\\/"),
    "base64": base64.b64encode(SECRET.encode()).decode(),
    "base64 for URLs": base64.urlsafe_b64encode(SECRET.encode()).decode(),
    "page": SECRET.replace("&", "&amp;").replace('"', "&quot;"),
}


@pytest.mark.parametrize("form", ENCODED)
def test_a_secret_is_hidden_in_every_form(form: str) -> None:
    with Client(secrets=[SECRET]) as client:
        shown = client.redact(f"before {ENCODED[form]} after")
    assert re.fullmatch(r"before \*{3}=* after", shown)


def test_lists_that_begin_like_a_formula_are_text(tmp_path: Path) -> None:
    query = (
        "select ['=1+1', 'b'] as a, ['b', '=1+1'] as b, [] ::varchar[] as c, null::varchar[] as d"
    )
    with duckdb.connect() as connection:
        write_csv(connection, query, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text().splitlines()[1] == '"\'=1+1;b","b;=1+1","",'


def test_servers_listen_on_loopback() -> None:
    done = subprocess.run(
        ["make", "--dry-run", "dev"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "http.server --bind 127.0.0.1" in done.stdout
    assert "dg dev --host 127.0.0.1" in done.stdout
    files = subprocess.run(
        ["git", "ls-files", "*.py", "*.yml", "*.yaml", "*.toml", "Makefile"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    everywhere = "0.0.0" + ".0"
    assert [name for name in files if everywhere in (ROOT / name).read_text()] == []


def test_hosted_checks_list_the_parts_and_ask_for_known_vulnerabilities() -> None:
    text = (ROOT / ".github" / "workflows" / "test.yml").read_text()
    job = yaml.safe_load(text)["jobs"]["parts"]
    commands = "\n".join(step.get("run", "") for step in job["steps"])
    assert "pip-audit" in commands
    assert ".github/sbom.sh" in commands
    assert "cyclonedx-py environment" in (ROOT / ".github" / "sbom.sh").read_text()
    assert any("upload-artifact" in step.get("uses", "") for step in job["steps"])
