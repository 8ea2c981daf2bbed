"""A bad row is set aside with file, row, rule and value; too many of them stop their file."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ingestion.errors import IngestionError
from ingestion.landing.schema import Rule
from ingestion.landing.set_aside import update_set_aside
from ingestion.landing.snapshots import connect, snapshots
from ingestion.registry import SOURCES
from tests.builders import Write, csv_text, hardware, land_folder, model, stored
from tests.contract.sites import work

# With 99 good rows, one bad row is within the limit of 2%, and three are not.
GOOD = 99


def land_all(folder: Path, source: str) -> None:
    land_folder(folder, SOURCES[source], folder / "raw")


def set_aside(folder: Path, source: str, **changes: Any) -> list[tuple[Any, ...]]:
    """Return row, column, rule and value of a source's rows that are set aside."""
    with connect() as connection:
        table = update_set_aside(connection, folder / "raw", replace(SOURCES[source], **changes))
        return connection.execute(
            "select source_row, column_name, rule, value from read_parquet(?) order by all",
            [str(table)],
        ).fetchall()


def models(*bad: dict[str, Any]) -> str:
    return csv_text([*(model(Model=f"M{i}") for i in range(GOOD)), *(model(**b) for b in bad)])


def works(*bad: Any) -> str:
    return json.dumps({"meta": {}, "results": [*(work(i + 1) for i in range(GOOD)), *bad]})


def devices(**bad: Any) -> str:
    rows = [hardware(**{"Hardware name": f"Acme {n}"}) for n in range(GOOD)]
    return csv_text([{**row, "Release price (USD)": ""} for row in rows] + [hardware(**bad)])


def listed(*venues: str) -> str:
    row = {"year": 2024, "authors": "A", "affiliations": "B"}
    every = enumerate(("café",) * GOOD + venues)
    return csv_text([{"title": f"T{n}", **row, "venue": venue} for n, venue in every])


COMPUTE, DATE = "Training compute (FLOP)", "Publication date"
LIST = "epoch/2026-01-02_notable_ai_models.csv"
WORKS = "openalex/2026-01-02_works.json"
CASES: dict[str, tuple[str, str, tuple[str, str, str]]] = {
    "a name of 5,001 letters": (
        LIST,
        models({"Model": "x" * 5_001}),
        ("model", "must have at most 5,000 letters", "x" * 120),
    ),
    "a list in 2,000 others": (
        WORKS,
        works(work(GOOD + 1) | {"topics": "?"}).replace('"?"', "[" * 2_000 + "]" * 2_000),
        ("topics", "not of the declared type", "[" * 120),
    ),
    "a date after the vintage": (
        LIST,
        models({DATE: "2026-03-01"}),
        (
            "publication_date",
            "must be between 1940 and 31 days after the file's vintage",
            "2026-03-01",
        ),
    ),
    "hardware in TFLOP/s": (
        "hardware/2026-01-02_ml_hardware.csv",
        devices(**{"FP32 (single precision) performance (FLOP/s)": 15}),
        (
            "tensor_16_bit_flop_per_second, fp16_flop_per_second, fp32_flop_per_second",
            "must be between 1e9 and 1e18: the unit is FLOP/s of one device, not of a rack",
            "120000000000000.0, 30000000000000.0, 15.0",
        ),
    ),
    "a Cyrillic letter in a venue": (
        "lists/2026-01-02_a.csv",
        listed("сafé"),
        (
            "venue",
            "must not mix Latin letters with Cyrillic or Greek ones, which look like them",
            "сafé",
        ),
    ),
    "a venue that turns the text after it": (
        "lists/2026-01-02_a.csv",
        listed("a\u202eb"),
        (
            "venue",
            "must be a name of 1 to 100 bytes on one line, without letters that nobody sees",
            "a\u202eb",
        ),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_one_bad_row_is_set_aside_and_the_file_lands(
    write: Write, tmp_path: Path, case: str
) -> None:
    name, content, expected = CASES[case]
    source = SOURCES[name.split("/")[0]]
    write(name, content)
    land_all(tmp_path, source.name)
    (snapshot,) = snapshots(tmp_path / "raw", source)
    rows = set_aside(tmp_path, source.name)
    assert rows == [(GOOD + 1, *expected)]
    assert len(stored(tmp_path / "raw", source, "source_row")) == snapshot.rows, "it is complete"


def test_spellings_of_one_name_are_one_name(write: Write, tmp_path: Path) -> None:
    write("lists/2026-01-02_a.csv", listed("cafe\u0301", "ca\u200bfé"))
    land_all(tmp_path, "lists")
    assert set(stored(tmp_path / "raw", SOURCES["lists"], "venue")) == {("café",)}


def test_too_many_bad_rows_stop_their_file(write: Write, tmp_path: Path) -> None:
    write(LIST, models(*[{COMPUTE: "0"}] * 3))
    with pytest.raises(IngestionError, match="column 'training_compute_flop', row 100") as caught:
        land_all(tmp_path, "epoch")
    advice = (
        "3 of 102 rows break a rule, and at most 2% may: correct the file, or raise max_set_aside"
    )
    assert advice in str(caught.value)
    assert snapshots(tmp_path / "raw", SOURCES["epoch"]) == []


def test_a_new_rule_sets_stored_rows_aside(write: Write, tmp_path: Path) -> None:
    write(LIST, models({"Model": "Odd"}, {COMPUTE: "0"}))
    land_all(tmp_path, "epoch")
    assert [row for row, *_ in set_aside(tmp_path, "epoch")] == [101]
    rule = Rule("model = 'Odd'", ("model",), "must not be odd")
    rows = set_aside(tmp_path, "epoch", rules=(rule,))
    assert rows == [(100, "model", "must not be odd", "Odd")]
    assert len(list((tmp_path / "raw" / "epoch" / "_set_aside").iterdir())) == 1


OWNERS = "chip_owners/2026-01-02_ai_chip_owners_cumulative_by_designer.csv"
OWNED = {
    "Chip manufacturer": "Acme", "End date": "2024-03-31", "H100e (5th percentile)": "1",
    "Compute estimate in H100e (median)": "2", "H100e (95th percentile)": "3",
}  # fmt: skip


def test_what_staging_cannot_read_is_set_aside(write: Write, tmp_path: Path) -> None:
    """A stored row that staging refuses would stop every later run of all sources."""
    again = csv_text([{"Owner": " O1 ", **OWNED}]).partition("\n")[2]
    write(OWNERS, csv_text([{"Owner": f"O{n}", **OWNED} for n in range(GOOD)]) + again)
    land_all(tmp_path, "chip_owners")
    expected = ("row", "must not repeat an earlier row", "O1, Acme, 2024-03-31")
    assert [row[1:] for row in set_aside(tmp_path, "chip_owners")] == [expected]


PRICE = ("release_price", "must be a price in US dollars, such as 7,699.00")


@pytest.mark.parametrize(
    "price",
    ["about 5000", "30.000,50", "7 699,00", "-5"],
)
def test_a_price_with_a_decimal_comma_or_other_words_is_set_aside(
    write: Write, tmp_path: Path, price: str
) -> None:
    write("hardware/2026-01-02_ml_hardware.csv", devices(**{"Release price (USD)": price}))
    land_all(tmp_path, "hardware")
    assert [row[1:] for row in set_aside(tmp_path, "hardware")] == [(*PRICE, price)]
