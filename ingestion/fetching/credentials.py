"""Every environment variable with a key, an account or a switch of a source."""

from __future__ import annotations

import os

HUB_TOKEN = "HF_TOKEN"  # noqa: S105 - the name of a variable
OPENALEX_KEY = "OPENALEX_API_KEY"
OPENREVIEW_USERNAME = "OPENREVIEW_USERNAME"
OPENREVIEW_PASSWORD = "OPENREVIEW_PASSWORD"  # noqa: S105 - the name of a variable
PAPERCOPILOT_SWITCH = "COMPUTE_DIVIDE_PAPERCOPILOT"
ROR_CLIENT_ID = "ROR_CLIENT_ID"


def credential(name: str) -> str:
    """Return an environment variable without surrounding blanks; empty if it is not set."""
    return os.environ.get(name, "").strip()
