"""An old publication is noticed."""

from __future__ import annotations

from unittest.mock import patch

import dagster as dg
import pytest

from orchestration import alerts


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
