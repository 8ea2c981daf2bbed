"""The environment variables that hold a key or switch a source on."""

from __future__ import annotations

import os
from urllib.parse import quote_plus

HUB_TOKEN = "HF_TOKEN"  # noqa: S105 - the name of a variable
OPENALEX_KEY = "OPENALEX_API_KEY"
OFF = "COMPUTE_DIVIDE_OFF"
PAPERCOPILOT_SWITCH = "COMPUTE_DIVIDE_PAPERCOPILOT"
SECRETS = (HUB_TOKEN, OPENALEX_KEY)


def credential(name: str) -> str:
    """Return an environment variable without surrounding spaces; empty if it is not set."""
    return os.environ.get(name, "").strip()


def redact(text: str) -> str:
    """Replace every key in a text, plain or quoted for a URL, by asterisks."""
    for secret in filter(None, map(credential, SECRETS)):
        text = text.replace(secret, "***").replace(quote_plus(secret), "***")
    return text
