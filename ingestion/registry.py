"""The sources by name."""

from __future__ import annotations

from ingestion.schema import Source
from ingestion.sources import clusters, epoch, openalex, papercopilot, ror

SOURCES: dict[str, Source] = {
    module.SOURCE.name: module.SOURCE for module in (epoch, clusters, papercopilot, openalex, ror)
}
