"""A list of papers is reduced to facts, which a run reads as a list of papers."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

from ingestion.sources.reduced.source import SOURCE
from orchestration.cli.reduce import reduce
from tests.builders import csv_text, land_file

PAPERS = (
    (
        "Zebras in machine translation",
        "Quirin Ypsilon;Wanda Xylo",
        "Google, Zurich lab;University of Oxford",
        "We train BERT on quick zebras.",
    ),
    ("Grasping of kumquats", "Olaf Kjeld", "Umbrella Widgets Ltd", "Grommets are grasped."),
    ("Bandits at large", "Ivo Quark;Una Byte", "ETH Zurich;ETH Zurich", ""),
)
COLUMNS = ("title", "authors", "affiliations", "abstract")
PLACE = {"venue": "robots", "year": 2024, "link": "https://example.org/a"}
# Words of these titles, names, affiliations and abstracts that no table of ours has.
WORDS = "zebra kumquat quirin xylo kjeld quark umbrella oxford zurich quick grommet example"


def test_a_reduced_list_has_facts_and_no_text(
    tmp_path: Path, write: Callable[[str, str | bytes], Path]
) -> None:
    rows = [dict(zip(COLUMNS, paper, strict=True)) for paper in PAPERS]
    write("in/lists/2026-01-01_robots.csv", csv_text([PLACE | row for row in rows]))
    assert reduce(tmp_path / "in", tmp_path / "out") == len(PAPERS)
    (path,) = (tmp_path / "out" / "reduced").iterdir()
    text = gzip.decompress(path.read_bytes()).decode()
    assert [word for word in WORDS.split() if word in text.lower()] == []
    mentions = [paper["mentions"] for paper in json.loads(text)]
    ((google, oxford),) = [of for of in mentions if of[0]["organisation"]]
    assert google == {
        "slot": 1, "string": 2, "sectors": ["industry"], "country": "US", "organisation": "Google",
    }  # fmt: skip
    assert (oxford["slot"], oxford["sectors"], oxford["country"]) == (2, ["academia"], "GB")
    assert oxford["organisation"] is None
    assert land_file(path, SOURCE, tmp_path / "raw", f"reduced/{path.name}").status == "landed"
