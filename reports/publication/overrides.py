"""Overrides of gates, which every later publication of the same sources also lists."""

from collections.abc import Sequence
from pathlib import Path

from reports.publication.change_log import manifest_of
from reports.publication.model import Override, Publication


def all_overrides(publication: Publication, earlier: Path | None) -> Sequence[Override]:
    """Return the overrides of the earlier publications and of this one, the newest first."""
    recorded = manifest_of(earlier).get("overrides", []) if earlier else []
    latest = [Override(**override) for override in recorded]
    return [*(override for override in publication.overrides if override not in latest), *latest]
