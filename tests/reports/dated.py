"""The files of a publication that state its day, as reports/README.md lists them."""

from __future__ import annotations

DATED = {
    *("feed.xml", "sitemap.xml", "changes.json", "CITATION.cff", "api/v1/publication.json"),
    *("manifest.json", "published.json"),
}


def is_dated(name: str) -> bool:
    """Return whether a file is a page or in the list."""
    return name.endswith(".html") or name in DATED
