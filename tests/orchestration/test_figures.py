"""The UI shows a figure, and its link works over HTTP if the publication is served."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import dagster as dg
import pandas as pd
import pytest

from orchestration.assets.publish import _figure_result
from reports.charts.figure import FigureText
from reports.publication.model import Drawn

SITE = "https://example.org/latest"


@pytest.mark.parametrize(
    ("site", "link"), [(SITE, f"{SITE}/figures/model_team_share.png"), ("", None)]
)
def test_a_figure_links_to_the_site_if_there_is_one(
    tmp_path: Path, site: str, link: str | None
) -> None:
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "model_team_share.png").write_bytes(b"small")
    text = FigureText("Who trains?", "", "")
    figure = Drawn("model_team_share", text, "", pd.DataFrame({"k": [1]}), 1.0, [], 0.1)
    metadata = _figure_result(figure, tmp_path, site).metadata or {}
    found = metadata.get("link")
    assert (found.value if isinstance(found, dg.UrlMetadataValue) else None) == link
    assert f"data:image/png;base64,{b64encode(b'small').decode()}" in str(metadata["figure"])
