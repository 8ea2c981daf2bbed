"""The environment variables of sources: keys, a switch, and who asks."""

from __future__ import annotations

import os
from importlib.metadata import version
from urllib.parse import quote_plus

OPENALEX_KEY = "OPENALEX_API_KEY"
PAPERCOPILOT_SWITCH = "COMPUTE_DIVIDE_PAPERCOPILOT"
OPENREVIEW_SWITCH = "COMPUTE_DIVIDE_OPENREVIEW"
PROCEEDINGS_SWITCH = "COMPUTE_DIVIDE_PROCEEDINGS"
MAIL_SERVER = "COMPUTE_DIVIDE_SMTP"
SECRETS = (OPENALEX_KEY,)
MAILTO = "COMPUTE_DIVIDE_MAILTO"
REPOSITORY = "COMPUTE_DIVIDE_REPOSITORY"
CONTACT = (("+", REPOSITORY), ("mailto:", MAILTO))


def credential(name: str) -> str:
    """Return an environment variable without surrounding spaces; empty if it is not set."""
    return os.environ.get(name, "").strip()


def user_agent() -> str:
    """Name this program, with the address of its code and a mail address if they are set."""
    contact = [f"{sign}{credential(name)}" for sign, name in CONTACT if credential(name)]
    program = f"compute-divide/{version('compute-divide')}"
    agent = f"{program} ({'; '.join(contact)})" if contact else program
    return agent.encode("ascii", "ignore").decode()


def redact(text: str) -> str:
    """Replace every key in a text, plain or quoted for a URL, by asterisks."""
    password = credential(MAIL_SERVER).partition("://")[2].rpartition("@")[0].partition(":")[2]
    for secret in filter(None, (password, *map(credential, SECRETS))):
        text = text.replace(secret, "***").replace(quote_plus(secret), "***")
    return text
