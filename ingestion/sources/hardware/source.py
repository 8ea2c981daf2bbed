"""Epoch AI's table of machine-learning hardware, with peak performance by precision (CC BY 4.0).

The files are the CSV download and the table of 2022. The publisher's table of prices and its chip
dataset are left out. The chip dataset is an export of thousands of consumer CPUs and GPUs, with
repeated names.
"""

from __future__ import annotations

from ingestion.landing.csv_file import csv_reader
from ingestion.landing.schema import Column, RemoteFile, Rule, Source, date_rule

COLUMNS = (
    Column(
        "hardware_name", "VARCHAR", ("Hardware name", "Name of the hardware"), True, filled=True
    ),
    Column("manufacturer", aliases=("Manufacturer",)),
    Column("type", aliases=("Type",)),
    Column("release_date", "DATE", ("Release date",)),
    Column("release_price", aliases=("Release price (USD)",), needed=True),
    Column(
        "tensor_16_bit_flop_per_second",
        "DOUBLE",
        ("Tensor-FP16/BF16 performance (FLOP/s)", "Tensor-FP16 performance (FLOP/s)"),
        needed=True,
    ),
    Column("fp16_flop_per_second", "DOUBLE", ("FP16 (half precision) performance (FLOP/s)",)),
    Column(
        "fp32_flop_per_second",
        "DOUBLE",
        ("FP32 (single precision) performance (FLOP/s)",),
        required=True,
    ),
)


NAMES = ("ml_hardware", "hardware_data")
# Stored snapshots have the price as text. A comma stands before three digits, or is a decimal one,
# as is a point before three.
PRICE = r"[$]? ?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)([.][0-9]{1,2})?"
# Devices have cost 178 to 44,490 dollars.
MOST_DOLLARS = 200_000
PERFORMANCES = ("tensor_16_bit_flop_per_second", "fp16_flop_per_second", "fp32_flop_per_second")
SOURCE = Source(
    name="hardware",
    table="hardware",
    publisher="Epoch AI",
    homepage="https://epoch.ai/data/machine-learning-hardware",
    licence="CC-BY-4.0",
    citation="Epoch AI, 'Data on Machine Learning Hardware'. Published online at epoch.ai.",
    first_fetch="1 call, 1 MB",
    globs=tuple(f"hardware/*{name}.csv{gz}" for name in NAMES for gz in ("", ".gz")),
    columns=COLUMNS,
    read=csv_reader("hardware", COLUMNS),
    rules=(
        Rule(
            f"least({', '.join(PERFORMANCES)}) < 1e9 or greatest({', '.join(PERFORMANCES)}) > 1e18",
            PERFORMANCES,
            "must be between 1e9 and 1e18: the unit is FLOP/s of one device, not of a rack",
        ),
        Rule(
            f"not regexp_full_match(coalesce(nullif(trim(release_price), ''), '1'), '{PRICE}')",
            ("release_price",),
            "must be a price in US dollars, such as 7,699.00",
        ),
        Rule(
            f"regexp_full_match(trim(release_price), '{PRICE}') and"
            " try_cast(regexp_replace(release_price, '[$, ]', '', 'g') as double)"
            f" not between 1 and {MOST_DOLLARS}",
            ("release_price",),
            f"must be from 1 to {MOST_DOLLARS:,} US dollars for one device",
        ),
        date_rule("release_date", 1940, "30 years"),
    ),
    grain=("hardware_name",),
    remote_files=(RemoteFile("ml_hardware.csv", "https://epoch.ai/data/ml_hardware.csv"),),
)
