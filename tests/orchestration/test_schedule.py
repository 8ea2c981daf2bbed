"""An old publication is noticed."""

from __future__ import annotations

import datetime as dt
from unittest.mock import Mock, patch

import dagster as dg
import pytest

from orchestration import alerts
from orchestration.assets.runs import OLD_PUBLICATION
from orchestration.definitions import build_definitions
from orchestration.settings import Settings


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
        with patch.object(alerts, "OLDEST", alerts.OLDEST * -1):
            request = sensor(context)
        assert isinstance(request, dg.RunRequest)
        assert request.run_key == dt.datetime.now(dt.UTC).date().isoformat()
        alert = alerts.old_publication.execute_in_process(
            run_config=request.run_config, instance=instance, raise_on_error=False
        )
    (failed,) = alert.filter_events(lambda event: event.is_step_failure)
    assert "The publication has not changed for 0 hours" in str(failed.step_failure_data)


@pytest.mark.parametrize(("is_current", "kind"), [(True, dg.SkipReason), (False, dg.RunRequest)])
def test_a_day_without_news_makes_no_publication_old(is_current: bool, kind: type) -> None:
    """The sources were asked today, and the last publication is three days old."""
    now = dt.datetime.now(dt.UTC).timestamp()
    days = {alerts.SNAPSHOTS: now, dg.AssetKey("publication"): now - 3 * 86400}

    def last(_: dg.DagsterInstance, key: dg.AssetKey) -> Mock:
        return Mock(timestamp=days[key])

    sensor = alerts.freshness(dg.AssetKey("publication"))
    with (
        dg.DagsterInstance.ephemeral() as instance,
        patch.object(alerts, "is_published", return_value=is_current),
        patch.object(dg.DagsterInstance, "get_run_records", return_value=[Mock()]),
        patch.object(dg.DagsterInstance, "get_latest_materialization_event", last),
    ):
        assert isinstance(sensor(dg.build_sensor_context(instance)), kind)


def test_an_old_publication_starts_the_job_that_is_mailed(parsed: Settings) -> None:
    definitions = build_definitions(parsed)
    assert parsed.is_live
    assert definitions.resolve_job_def(OLD_PUBLICATION)
