"""Tables of hardware have headings of three schemas, and only some files are such tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ingestion.landing.files import discover
from ingestion.sources.hardware.source import SOURCE
from tests.builders import NOW, Write, csv_text, hardware, land_file, stored

OF_2022 = {
    "Name of the hardware": "Acme One",
    "Manufacturer": "Acme",
    "FP32 (single precision) Performance (FLOP/s)": "1.50E+13",
    "FP16 (half precision) Performance (FLOP/s)": "1.20E+14",
    "Release date": "01/07/2017",
    "Release price (USD)": "$7,699.00",
}
OF_2024 = {
    "Name of the hardware": "Acme One",
    "Manufacturer": "Acme",
    "Type": "GPU",
    "Release date": "2017-07-01",
    "FP32 (single precision) performance (FLOP/s)": "15000000000000.000",
    "FP16 (half precision) performance (FLOP/s)": "",
    "Tensor-FP16 performance (FLOP/s)": "120000000000000",
}


@pytest.mark.parametrize(
    ("row", "kind", "tensor", "fp16"),
    [
        (OF_2022, None, None, 1.2e14),
        (OF_2024, "GPU", 1.2e14, None),
        (hardware(), "GPU", 1.2e14, 3e13),
    ],
    ids=["2022", "2024", "2025"],
)
def test_headings_of_every_schema_are_mapped(
    write: Write,
    tmp_path: Path,
    row: dict[str, Any],
    kind: str | None,
    tensor: float | None,
    fp16: float | None,
) -> None:
    path = write("2026-01-01_ml_hardware.csv", "\ufeff" + csv_text([row]))
    land_file(path, SOURCE, tmp_path / "raw")
    columns = (
        "hardware_name, manufacturer, type, release_date::varchar,"
        " tensor_16_bit_flop_per_second, fp16_flop_per_second, fp32_flop_per_second"
    )
    assert stored(tmp_path / "raw", SOURCE, columns) == [
        ("Acme One", "Acme", kind, "2017-07-01", tensor, fp16, 1.5e13)
    ]


def test_prices_and_the_dataset_of_chips_are_other_tables(write: Write, tmp_path: Path) -> None:
    names = ("ml_hardware", "hardware_data", "hardware_prices", "chip_dataset_grid_view")
    for name in names:
        write(f"hardware/2026-01-01_{name}.csv", csv_text([hardware()]))
    assert [file.name for file in discover(tmp_path, SOURCE, NOW)] == [
        "hardware/2026-01-01_hardware_data.csv",
        "hardware/2026-01-01_ml_hardware.csv",
    ]
