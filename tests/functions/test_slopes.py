"""A planted slope within topics is covered, whatever differs between topics and periods."""

from __future__ import annotations

import numpy as np
import pytest

from dbt_project.functions.estimates.slopes import Slope, slope_within_topics
from tests.functions.planted import rows_of

SLOPE = -0.05


def drawn_slope(generator: np.random.Generator, slope: float, spread: float = 0.03) -> Slope:
    """Draw 24 topics in two or three periods; those with more compute have fewer academics."""
    topic, period = (np.array(one) for one in np.divmod(np.arange(72), 3))
    kept = (period > 0) | (topic < 5)
    topic, period = topic[kept], period[kept]
    level = generator.normal(0, 0.8, 24)
    compute = 20 + level[topic] + period + generator.normal(0, 0.4, topic.size)
    share = 0.6 - 0.1 * level[topic] - 0.05 * period + slope * compute
    works = np.exp(generator.normal(6, 1, topic.size))
    drift = generator.normal(0, spread, 24)[topic] * period + generator.normal(
        0, spread, topic.size
    )
    return slope_within_topics(
        rows_of(
            topic=[f"t{one}" for one in topic],
            period=[f"p{one}" for one in period],
            log10_flop=compute,
            share=share + drift,
            works=works,
        ),
        1,
    )


def test_a_planted_slope_is_covered_and_found() -> None:
    """Topics differ by -0.1 for each order of magnitude, of which the slope takes no notice."""
    generator = np.random.default_rng(3)
    slopes = [drawn_slope(generator, SLOPE) for _ in range(300)]
    assert np.mean([one.value for one in slopes]) == pytest.approx(SLOPE, abs=0.005)
    assert np.mean([one.ci_low <= SLOPE <= one.ci_high for one in slopes]) >= 0.92
    assert np.mean([one.ci_high < 0 for one in slopes]) >= 0.4


def test_topics_of_one_period_have_no_slope() -> None:
    cells = rows_of(
        topic=list("abcdefgh"),
        period=["p"] * 8,
        log10_flop=np.arange(20.0, 28),
        share=np.linspace(0.2, 0.6, 8),
        works=[50.0] * 8,
    )
    assert np.isnan(slope_within_topics(cells, 1)).all()
