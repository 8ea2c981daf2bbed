"""The daily run is skipped without news, and an old publication is noticed."""

from __future__ import annotations

from unittest.mock import patch

import dagster as dg
import pytest

from orchestration import alerts, fingerprint
from orchestration.definitions import build_definitions
from orchestration.settings import RECORD_SOURCES, Settings


def tick(settings: Settings) -> dg.RunRequest | dg.SkipReason:
    schedule = build_definitions(settings).resolve_schedule_def("refresh_schedule")
    answer = schedule(dg.build_schedule_context())
    assert isinstance(answer, dg.RunRequest | dg.SkipReason)
    return answer


def test_a_day_without_news_is_skipped(parsed: Settings) -> None:
    settings = Settings(parsed.home, RECORD_SOURCES)
    request = tick(settings)
    assert isinstance(request, dg.RunRequest)
    with patch.object(fingerprint, "is_published", return_value=True):
        assert isinstance(tick(settings), dg.SkipReason)
    assert request.tags[fingerprint.TAG] == fingerprint.fingerprint(settings)


@pytest.mark.parametrize("publishes", [True, False])
def test_a_time_without_publication_is_noticed(publishes: bool) -> None:
    @dg.asset
    def publication() -> None:
        if not publishes:
            raise dg.Failure("This run fails, as all before it.")

    sensor = alerts.freshness(publication.key)
    with dg.DagsterInstance.ephemeral() as instance:
        context = dg.build_sensor_context(instance)
        assert isinstance(sensor(context), dg.SkipReason)  # it is new
        dg.materialize([publication], instance=instance, raise_on_error=False)
        assert isinstance(sensor(context), dg.SkipReason)
        with (
            patch.object(alerts, "OLDEST", alerts.OLDEST * -1),
            pytest.raises(RuntimeError, match="Nothing was published for 0 hours"),
        ):
            sensor(context)
