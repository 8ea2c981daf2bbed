"""A heading is mapped or reported as unknown, in any order, case and punctuation."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingestion.landing.schema import Column, drift, match_columns, squash

COLUMNS = (
    Column("name", aliases=("Model name", "System"), required=True),
    Column("day", "DATE", ("Day (UTC)",), required=True),
    Column("notes", aliases=("Notes",)),
)
MARKS = st.text(" _-().'\"\\$é", max_size=1)


@st.composite
def spellings(draw: st.DrawFn, alias: str) -> str:
    """A heading with the letters and digits of an alias."""
    cases = st.sampled_from([str.lower, str.upper])
    return "".join(draw(cases)(letter) + draw(MARKS) for letter in squash(alias))


@st.composite
def heading_lines(draw: st.DrawFn) -> list[str]:
    """The required columns, and further spellings of known and unknown ones, in any order."""
    required = [draw(spellings(draw(st.sampled_from(c.aliases)))) for c in COLUMNS if c.required]
    further = st.sampled_from(["Model name", "System", "Notes", "Surprise"]).flatmap(spellings)
    headings = dict.fromkeys([*required, *draw(st.lists(further, max_size=3))])
    return draw(st.permutations(list(headings)))


@given(headings=heading_lines())
def test_every_heading_is_mapped_once_or_unknown(headings: list[str]) -> None:
    matches = match_columns("file", COLUMNS, headings)
    renamed, missing, unknown = drift(COLUMNS, matches, headings)
    mapped = [names[0] for names in matches.values() if names]
    assert sorted([*mapped, *unknown]) == sorted(headings)
    others = {heading for names in matches.values() for heading in names[1:]}
    assert {squash(heading) for heading in {*unknown} - others} <= {"surprise"}
    assert set(missing) == {name for name, names in matches.items() if not names}
    assert all(squash(heading) == squash(matches[name][0]) for name, heading in renamed.items())
