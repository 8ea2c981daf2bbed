"""A sheet has what is known of a metric."""

from __future__ import annotations

from tests.reports.conftest import Published


def test_a_sheet_has_the_caveats_and_corrections_of_its_metric(published: Published) -> None:
    sheet = (published.folder / "sheets" / "model_team_share.html").read_text("utf-8")
    assert "12 of 167 to 8 of 284" in sheet
    assert ">Notable, trained from scratch<" in sheet
    caveats = "(select unnest(caveats) from marts.metrics where metric = '{}')"
    ((caveat,),) = published.connection.execute(
        f"select min(sentence) from marts.dim_caveat where caveat in "
        f"{caveats.format('model_team_share')} and caveat not in {caveats.format('award_size')}"
        " and not contains(sentence, chr(39))"
    ).fetchall()
    assert caveat[:40] in sheet
    other = (published.folder / "sheets" / "award_size.html").read_text("utf-8")
    assert "12 of 167" not in other
    assert caveat[:40] not in other
