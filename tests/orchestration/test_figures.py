"""The UI shows a figure, and its link works over HTTP if the publication is served."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest
from PIL import Image

from orchestration.assets.publish import _figure_result
from reports.publication.model import FigureFiles

SITE = "https://example.org/latest"


@pytest.mark.parametrize(
    ("site", "link"), [(SITE, f"{SITE}/figures/model_team_share.png"), ("", None)]
)
def test_a_figure_links_to_the_site_if_there_is_one(
    tmp_path: Path, site: str, link: str | None
) -> None:
    figure = FigureFiles("model_team_share", "Who trains?", rows=3, seconds=0.1)
    (tmp_path / figure.png).parent.mkdir()
    Image.new("RGB", (40, 20)).save(tmp_path / figure.png)
    metadata = _figure_result(figure, tmp_path, site).metadata or {}
    found = metadata.get("link")
    assert (found.value if isinstance(found, dg.UrlMetadataValue) else None) == link
    assert str(metadata["figure"]).count("data:image/png;base64,") == 1
