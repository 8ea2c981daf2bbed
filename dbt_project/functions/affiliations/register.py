"""Names of the register ROR that can be searched for without many false matches.

Names of companies and of smaller kinds of institutions are often common words. They must fill a
part of the string, and the first part if they are a single word. An acronym of four capitals or
more must fill the first part, and counts only if nothing else is found. A name of fields and units,
such as `Institute of Physics`, is left out, unless its organisation is academic.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple, TypedDict

from dbt_project.functions.affiliations.names import Name, spelled
from dbt_project.functions.affiliations.units import GENERIC, is_unit

BRACKET = re.compile(r"(?<! ) *[(][^()]*[)] *\Z")
ACRONYM = re.compile("[A-Z][A-Z0-9-]{2,}[A-Z0-9]")
SHORTEST = 7


class TypeSector(NamedTuple):
    """A row of the seed ``ror_type_sector``: the type of the smallest priority decides."""

    ror_type: str
    sector: str
    priority: int


class Label(TypedDict):
    """A name of an organisation, as ROR prints it."""

    value: str | None
    is_acronym: bool | None


class Organisation(NamedTuple):
    """An organisation of ROR."""

    ror_id: str
    name: str
    country_code: str | None
    types: list[str] | None
    names: list[Label] | None


def sectors_of(
    organisations: Iterable[Organisation], types: Iterable[TypeSector]
) -> dict[str, TypeSector]:
    """Return the type that decides for each organisation, by its ROR id."""
    ordered = sorted(types, key=lambda row: (row.priority, row.sector, row.ror_type))
    leading = {}
    for organisation in organisations:
        named = [name.lower() for name in organisation.types or ()]
        if found := next((row for row in ordered if row.ror_type in named), None):
            leading[organisation.ror_id] = found
    return leading


def registered_names(
    organisations: Iterable[Organisation], sectors: Mapping[str, TypeSector]
) -> Iterator[Name]:
    """Yield each name that one sector has.

    A name that two sectors share decides no sector. A name that two organisations share identifies
    neither of them. A name decides before an acronym of the same letters.
    """
    by_text: dict[str, list[Name]] = defaultdict(list)
    for organisation in organisations:
        if organisation.ror_id in sectors:
            for name in _candidates(organisation, sectors[organisation.ror_id]):
                by_text[name.printed].append(name)
    for names in by_text.values():
        if len(names) == 1:
            yield from names
            continue
        own = any(name.is_own_name for name in names)
        shown = [name for name in names if name.kind == "ror"] or names
        if len({name.sector for name in shown}) == 1:
            yield _merged(shown, [name for name in shown if name.is_own_name or not own])


def _merged(shown: list[Name], meant: list[Name]) -> Name:
    """Join the names of equal letters; a shared name has the priority of its weakest one."""
    ids = {name.ror_id for name in meant}
    countries = {name.country_code for name in meant} - {None}
    return replace(
        shown[0],
        # In alphabetical order the strictest scope is the first: first, part, word.
        scope=min(name.scope for name in shown),
        priority=max(name.priority for name in shown),
        organisation=meant[0].organisation if len(ids) == 1 else None,
        ror_id=meant[0].ror_id if len(ids) == 1 else None,
        country_code=countries.pop() if len(countries) == 1 else None,
        is_own_name=any(name.is_own_name for name in shown),
    )


def _candidates(organisation: Organisation, of_type: TypeSector) -> Iterator[Name]:
    for label in organisation.names or ():
        # Without the bracket that names a branch or place, a label may mean any organisation of
        # that name.
        value = (label["value"] or "").strip()
        printed = BRACKET.sub("", value).strip() if value.endswith(")") else value
        is_acronym = bool(label["is_acronym"])
        if not _is_searched(printed, of_type.sector, is_acronym=is_acronym):
            continue
        lower, is_single = printed.lower(), " " not in printed
        yield Name(
            lower,
            spelled(lower),
            "first" if is_acronym else _scope(printed, of_type.sector),
            "ror acronym" if is_acronym else "ror",
            6 if is_acronym else 2 if is_single else of_type.priority,
            of_type.sector,
            organisation.name,
            organisation.ror_id,
            organisation.country_code,
            # Every university has a Faculty of Engineering.
            printed == value and not GENERIC.fullmatch(lower),
        )


def _is_searched(printed: str, sector: str, *, is_acronym: bool) -> bool:
    is_long = ACRONYM.fullmatch(printed) if is_acronym else len(printed) >= SHORTEST
    return bool(is_long) and (
        sector == "academia" or not is_unit(printed.lower().replace("&", "and"))
    )


def _scope(printed: str, sector: str) -> str:
    words = printed.count(" ") + 1
    if sector == "academia" and (words >= 3 or "universi" in printed.lower()):
        return "word"
    # A single word such as Engineering rarely means the company of that name.
    return "first" if words == 1 else "part"
