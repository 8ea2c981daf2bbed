"""The series of a metric, their texts, and the library that draws them."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from reports.site.series import charted, of_metric

from reports.marts.choices import headline
from reports.questions import QUESTIONS, who_publishes
from reports.site.scripts import FOLDER, script
from reports.site.write import LIBRARY
from reports.text.units import format_number, unit
from tests.reports.conftest import Published
from tests.reports.edited import Edited

MODELS = "model_team_share"
PAPERS = "paper_team_share"
CASES = ("country", "region", "venue", "topic", "sector")


def series_of(record: Edited, metric: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = of_metric(record.marts, metric)["series"]
    return found


def test_a_headline_has_every_list_and_case_and_others_their_newest(record: Edited) -> None:
    headlines = {one.definition for one in who_publishes.QUESTION.headlines if one.metric == PAPERS}
    headline, others = [], []
    for one in series_of(record, PAPERS):
        (headline if one["definition"] in headlines else others).append(one)
    assert len({one["vintage"] for one in headline}) > 1
    assert all([one for one in headline if case in one] for case in ("venue", "topic"))
    assert others
    assert not [one for one in others if set(CASES) & one.keys()]
    vintages = {(one["definition"], one["vintage"]) for one in others}
    assert len(vintages) == len(dict(vintages))


def test_a_chart_reads_out_the_number_of_the_answer_first(record: Edited) -> None:
    said = dict[str, str]()
    for question in QUESTIONS:
        number = headline(record.marts, question.id)
        answer = question.answer(record.marts)
        assert number is not None
        assert answer is not None
        said[question.id] = of_metric(record.marts, number["metric"])["first"]["said"]
        value = format_number(number["value"], number["unit"], unit(number["unit"]).prose)
        assert value.removesuffix(" times") in said[question.id]
        assert value.removesuffix(" times") in " ".join(map(str, answer.sentences))
    assert said["who-trains"].startswith("Academic only, since 2023: 4% (95% interval 2")


def test_a_metric_that_has_topics_only_keeps_them(record: Edited) -> None:
    series = series_of(record, "topic_compute_intensity")
    assert all("topic" in one for one in series)


def test_points_read_as_on_the_other_pages_and_suppressed_ones_have_no_numbers(
    record: Edited,
) -> None:
    shares = f"metric = '{MODELS}' and team_class = 'academic_only'"
    record.edit(
        f"update marts.metrics set value = 0.0003, ci_low = 0, ci_high = 0.0019"
        f" where {shares} and period = '2024'"
    )
    record.edit(
        "update marts.metrics set suppressed = true, value = null, ci_low = null, ci_high = null,"
        f" k = null where {shares} and period = '2025'"
    )
    metric = of_metric(record.marts, MODELS)
    series = next(one for one in metric["series"] if one.get("team_class") == "academic_only")
    points = [dict(zip(metric["columns"], one, strict=True)) for one in series["points"]]
    rows = {point["period"]: point for point in points}
    assert (rows["2024"]["text"], rows["2024"]["interval"]) == ("<0.1%", "0.0\N{EN DASH}0.2%")
    assert [rows["2025"][name] for name in ("value", "ci_low", "ci_high", "k")] == [None] * 4
    assert (rows["2025"]["n"], rows["2025"]["text"], rows["2025"]["interval"]) == (106, "", "")
    assert "2009" not in rows
    assert "2023-latest" in rows


def test_foreign_names_are_cut_and_plain(record: Edited) -> None:
    where = f"metric = '{MODELS}' and definition = 'notable_classed' and period = '2024'"
    for case in CASES:
        record.copy("metrics", f"repeat('x\u202e', 1000) as {case}", where)
    text = json.dumps(of_metric(record.marts, MODELS), ensure_ascii=False)
    assert "x x" in text
    assert "\u202e" not in text
    assert "x " * 100 not in text


def test_a_page_without_rows_has_no_chart(record: Edited) -> None:
    question = who_publishes.QUESTION
    assert PAPERS in charted(record.marts, question)
    record.edit(f"delete from marts.metrics where metric = '{PAPERS}'")
    assert PAPERS not in charted(record.marts, question)


def test_the_modules_of_a_script_are_joined_in_one_scope() -> None:
    text = script("explorer/main.js")
    assert not re.findall("^(?:import|export) ", text, re.MULTILINE)
    modules = (FOLDER / "explorer").glob("*.js")
    for path in modules:  # without their comments
        exported = re.findall("^export (.+)$", path.read_text("utf-8"), re.MULTILINE)
        assert all(line in text for line in exported), path.name


def test_the_library_is_the_one_whose_version_and_licences_are_stated() -> None:
    digest, name = (LIBRARY.parent / "plot.min.js.sha256").read_text().split()
    assert (name, hashlib.sha256(LIBRARY.read_bytes()).hexdigest()) == (LIBRARY.name, digest)
    dependencies = json.loads((LIBRARY.parent / "package.json").read_text())["dependencies"]
    packages = json.loads((LIBRARY.parent / "package-lock.json").read_text())["packages"]
    licences = (LIBRARY.parent / "LICENCES.txt").read_text(encoding="utf-8")
    for package, version in dependencies.items():
        assert packages[f"node_modules/{package}"]["version"] == version
        assert f"{package} {version} (ISC)" in licences


def test_the_library_needs_no_right_that_the_policy_withholds() -> None:
    """It compiles no text to code, loads nothing, and cannot end its own script element."""
    text = LIBRARY.read_text(encoding="utf-8")
    assert not re.findall(r"\beval\(|new Function|</script|\bfetch\(|XMLHttpRequest", text)
    assert set(re.findall(r"https?://([\w.]+)", text)) == {"www.w3.org"}


def test_only_pages_with_a_chart_load_series(published: Published) -> None:
    charts = {}
    for path in published.folder.glob("*.html"):
        found = re.search('data-metrics="([^"]*)"', path.read_text(encoding="utf-8"))
        charts |= {path.stem: found[1].split()} if found else {}
    scripts = {path.stem for path in (published.folder / "api/v1/metrics").glob("*.js")}
    assert scripts == {metric for metrics in charts.values() for metric in metrics}
    assert charts.keys() == {question.id for question in QUESTIONS}


def test_the_chart_of_adoption_opens_on_the_number_of_the_answer(record: Edited) -> None:
    """The first series has the period of the answer, with its origin of models."""
    metric = of_metric(record.marts, "pretrained_adoption")
    first = metric["first"]
    (series,) = (
        one
        for one in metric["series"]
        if one.get("team_class") == "academic_only"
        and (one["definition"], one.get("sector")) == (first["definition"], first["sector"])
    )
    points = [dict(zip(metric["columns"], one, strict=True)) for one in series["points"]]
    number = headline(record.marts, "who-adopts")
    assert number is not None
    (last,) = (point for point in points if point["period"] == number["period"])
    share = f"{100 * last['value']:.0f}%"
    assert f"{share} of {last['n']:,} abstracts" in record.answer("who-adopts")
    assert first["said"].startswith(f"Academic only, since 2023: {share}")


def test_the_series_of_a_venue_has_the_kind_of_each_list(record: Edited) -> None:
    """NeurIPS has printed affiliations until 2017, and those of profiles from 2018 on."""
    (series,) = [
        one
        for one in series_of(record, "any_industry_share")
        if one.get("venue") == "neurips" and one["vintage"] == "newest"
    ]
    years = [point[0] for point in series["points"]]
    kinds = dict(zip(years, series["kinds"], strict=True))
    assert (kinds["2017"], kinds["2018"]) == ("as printed", "from profiles")
