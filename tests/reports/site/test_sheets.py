"""A sheet has what is known of a metric; the feed of a claim has its status on each list."""

from __future__ import annotations

from xml.etree import ElementTree

from tests.reports.conftest import Published

ENTRY = "{http://www.w3.org/2005/Atom}entry"


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


def test_the_feed_of_a_claim_has_its_status_on_each_list(published: Published) -> None:
    claims = published.connection.execute(
        "select claim, count(*) from marts.claim_status group by claim"
    ).fetchall()
    for claim, lists in claims:
        feed = (published.folder / f"feeds/claim-{claim}.xml").read_text("utf-8")
        assert len(ElementTree.fromstring(feed).findall(ENTRY)) == lists
