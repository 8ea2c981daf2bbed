"""Paper Copilot's lists."""

from __future__ import annotations

import datetime as dt
import json
from email.utils import format_datetime

from ingestion.fetching import downloads
from ingestion.fetching.credentials import PAPERCOPILOT_SWITCH
from ingestion.sources.papercopilot.source import SOURCE
from tests.builders import paper
from tests.contract.adapter import Adapter
from tests.ingestion.fetching.file_faults import File, Server, answer

NOW = dt.datetime.now(dt.UTC)
YEAR = NOW.year + 1
# A list names a year that is at most two years after its vintage.
MODIFIED = format_datetime(NOW - dt.timedelta(days=1), usegmt=True)
PLACE = f"papercopilot/paperlists/main/nips/nips{YEAR}.json"


def publish(server: Server, state: int) -> None:
    """Serve one list."""
    papers = [paper(id=f"{n}", title=f"State {state}, paper {n}") for n in range(20)]
    server.files[PLACE] = File(json.dumps(papers).encode(), "text/plain", modified=MODIFIED)


ADAPTERS = {
    "papercopilot": Adapter(
        source=SOURCE,
        serve=Server,
        publish=publish,
        place=PLACE,
        file=f"papercopilot/nips{YEAR}.json",
        limits=((downloads, "MAX_BYTES"),),
        is_checked=False,
        selection=f"venue,on,first_year,every\nnips,yes,{YEAR},1\n",
        lies={
            "an empty list": (answer(b"[]"), "the list is empty"),
            "half a list": (answer(b'[{"title": "a"},'), "not a paper list"),
            "records of another kind": (answer(b'[{"name": "a"}]'), "not a paper list"),
            "text that is not UTF-8": (answer(b'[{"title": "\xff"}]'), "not a paper list"),
        },
        # A list that does not exist is no error.
        not_applicable=("404",),
        switch=PAPERCOPILOT_SWITCH,
    )
}
