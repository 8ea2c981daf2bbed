"""An old publication is noticed."""

from __future__ import annotations

import datetime as dt
from unittest.mock import patch

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
    assert "Nothing was published for 0 hours" in str(failed.step_failure_data)


def test_an_old_publication_starts_the_job_that_is_mailed(parsed: Settings) -> None:
    definitions = build_definitions(parsed)
    assert parsed.is_live
    assert definitions.resolve_job_def(OLD_PUBLICATION)
