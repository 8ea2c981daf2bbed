"""``python -m orchestration`` is ``compute-divide report``."""

from orchestration.cli.command import report

report(prog_name="python -m orchestration")
