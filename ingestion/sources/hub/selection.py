"""Whose models are listed: ``accounts.csv``, a row an account of the Hub.

Rows are edited there: ``on`` is yes or no, and without any that is on the source is off. Who an
account belongs to, and to which sector, is no matter of fetching: the warehouse's seed
``hub_account`` says that.
"""

from __future__ import annotations

import csv
from pathlib import Path

ACCOUNTS = Path(__file__).with_name("selection.csv")


def accounts(path: Path = ACCOUNTS) -> list[str]:
    """The accounts that are on, as the Hub spells them."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [row["account"] for row in csv.DictReader(lines) if row["on"] == "yes"]
