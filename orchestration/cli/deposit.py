"""``compute-divide deposit RECORD``: add the latest publication to a record at Zenodo.

RECORD is the number in the concept DOI, which stands for all versions. The first version is made by
hand on the site of Zenodo, with title, creators and licence, which later versions keep. The token
is in ZENODO_TOKEN. A release that is deposited already stays as it is.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import requests

from orchestration import settings as configuration

API = "https://zenodo.org/api"
TOKEN = "ZENODO_TOKEN"  # noqa: S105 - the name of a variable
FILES = ("metrics.parquet", "metrics.csv", "CITATION.cff", "manifest.json")
DEPOSITS = "deposit/depositions"
TIMEOUT = (10, 600)  # seconds to connect, and between two parts of an answer


class DepositError(Exception):
    """Zenodo refused a request or sent no answer. The message never shows the token."""


class Zenodo:
    """The REST API that https://developers.zenodo.org describes."""

    def __init__(self, api: str, token: str) -> None:
        """Send the token with each request."""
        self._api, self._token = api, token
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer {token}"

    def call(self, method: str, path: str, **options: Any) -> Any:  # noqa: ANN401 - any JSON
        """Send a request to a path of the API or a complete address, and return the answer."""
        url = path if path.startswith("http") else f"{self._api}/{path}"
        try:
            response = self._session.request(method, url, timeout=TIMEOUT, **options)
        except requests.RequestException as error:
            raise DepositError(f"{method} {url}: {type(error).__name__}") from None
        if not response.ok:
            message = f"{method} {url}: HTTP {response.status_code} {response.text[:500]}"
            raise DepositError(message.replace(self._token, "***"))
        return response.json() if response.content else None


def deposit(zenodo: Zenodo, record: str, folder: Path) -> tuple[str, bool]:
    """Publish a folder as the newest version of a record; return its DOI, and whether it is new."""
    package, manifest, times = (
        json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("datapackage", "manifest", "published")
    )
    version = f"{package['version']}+{manifest['release']}"
    latest = zenodo.call("GET", f"records/{record}")  # redirects to the newest version
    if latest["metadata"].get("version") == version:
        return latest["doi"], False
    draft = _draft(zenodo, record, latest["id"])
    path = f"{DEPOSITS}/{draft['id']}"
    for file in draft["files"]:
        zenodo.call("DELETE", f"{path}/files/{file['id']}")
    with tempfile.TemporaryDirectory() as work:
        base = Path(work, f"compute-divide-{manifest['release']}")
        packed = Path(shutil.make_archive(str(base), "zip", folder))
        for file in (packed, *(folder / name for name in FILES)):
            _upload(zenodo, draft["links"]["bucket"], file)
    metadata = {
        **draft["metadata"],
        "version": version,
        "publication_date": times["published_at"][:10],
        "references": [source["title"] for source in package["sources"]],
    }
    zenodo.call("PUT", path, json={"metadata": metadata})
    return zenodo.call("POST", f"{path}/actions/publish")["doi"], True


def _draft(zenodo: Zenodo, record: str, latest: int) -> dict[str, Any]:
    """Return the draft of the next version: that of a run that failed, or a new one."""
    # A second draft of a record is refused while the first has files.
    drafts = zenodo.call("GET", DEPOSITS, params={"status": "draft", "size": 100})
    own = (draft for draft in drafts if draft["conceptrecid"] == record and not draft["submitted"])
    own_draft = next(own, None)
    if own_draft is None:
        # The answer may be the old version, which names the draft.
        answer = zenodo.call("POST", f"{DEPOSITS}/{latest}/actions/newversion")
        name = answer["links"]["latest_draft"].rsplit("/", 1)[-1]
    draft: dict[str, Any] = zenodo.call(
        "GET", f"{DEPOSITS}/{own_draft['id'] if own_draft else name}"
    )
    return draft


def _upload(zenodo: Zenodo, bucket: str, path: Path) -> None:
    with path.open("rb") as file:
        checksum = hashlib.file_digest(file, "md5").hexdigest()  # as Zenodo states it
        file.seek(0)
        answer = zenodo.call("PUT", f"{bucket}/{path.name}", data=file)
    if answer["checksum"] != f"md5:{checksum}":
        raise DepositError(f"{path.name} arrived with another checksum")


def main() -> None:
    """Deposit a publication, by default the latest one."""
    parser = argparse.ArgumentParser(prog="compute-divide deposit", description=__doc__)
    parser.add_argument("record", help="number in the concept DOI: 123 of 10.5281/zenodo.123")
    parser.add_argument("folder", nargs="?", type=Path, help="a publication; the latest by default")
    parser.add_argument("--api", default=API, help=f"another server, by default {API}")
    options = parser.parse_args()
    token = os.environ.get(TOKEN, "").strip()
    if not token:
        sys.exit(f"error: {TOKEN} is not set; make a token with deposit:write and deposit:actions")
    folder = options.folder or configuration.load().latest
    try:
        doi, is_new = deposit(Zenodo(options.api, token), options.record, folder)
    except DepositError as error:
        sys.exit(f"error: {error}")
    print(f"{'Deposited as' if is_new else 'Deposited before as'} https://doi.org/{doi}")


if __name__ == "__main__":
    main()
