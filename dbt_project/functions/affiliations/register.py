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
from typing import NamedTuple, TypedDict

from dbt_project.functions.affiliations.units import GENERIC, is_unit

BRACKET = re.compile(r" *[(][^)]*[)] *\Z")
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
    status: str | None
    types: list[str] | None
    names: list[Label] | None
    domains: list[str] | None


class RegisteredName(NamedTuple):
    """A name that decides a sector, in lower case, and its organisation if it names only one."""

    printed: str
    scope: str
    priority: int
    sector: str
    is_own_name: bool
    is_acronym: bool
    organisation: str | None
    ror_id: str | None
    country_code: str | None


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
) -> Iterator[RegisteredName]:
    """Yield each name that one sector has.

    A name that two sectors share decides no sector. A name that two organisations share identifies
    neither of them. A name decides before an acronym of the same letters.
    """
    by_text: dict[str, list[RegisteredName]] = defaultdict(list)
    for organisation in organisations:
        if organisation.ror_id in sectors:
            for name in _candidates(organisation, sectors[organisation.ror_id]):
                by_text[name.printed].append(name)
    for names in by_text.values():
        if len(names) == 1:
            yield from names
            continue
        own = any(name.is_own_name for name in names)
        is_acronym = all(name.is_acronym for name in names)
        shown = [name for name in names if is_acronym or not name.is_acronym]
        if len({name.sector for name in shown}) == 1:
            yield _merged(shown, [name for name in shown if name.is_own_name or not own])


def _merged(shown: list[RegisteredName], meant: list[RegisteredName]) -> RegisteredName:
    """Join the names of equal letters; a shared name has the priority of its weakest one."""
    ids = {name.ror_id for name in meant}
    countries = {name.country_code for name in meant} - {None}
    return RegisteredName(
        shown[0].printed,
        # In alphabetical order the strictest scope is the first: first, part, word.
        min(name.scope for name in shown),
        max(name.priority for name in shown),
        shown[0].sector,
        any(name.is_own_name for name in shown),
        all(name.is_acronym for name in shown),
        meant[0].organisation if len(ids) == 1 else None,
        meant[0].ror_id if len(ids) == 1 else None,
        countries.pop() if len(countries) == 1 else None,
    )


def _candidates(organisation: Organisation, of_type: TypeSector) -> Iterator[RegisteredName]:
    for label in organisation.names or ():
        # Without the bracket that names a branch or place, a label may mean any organisation of
        # that name.
        value = (label["value"] or "").strip()
        printed = BRACKET.sub("", value).strip() if value.endswith(")") else value
        is_acronym = bool(label["is_acronym"])
        if not _is_searched(printed, of_type.sector, is_acronym=is_acronym):
            continue
        scope = "first" if is_acronym else _scope(printed, of_type.sector)
        is_single = " " not in printed
        yield RegisteredName(
            printed.lower(),
            scope,
            6 if is_acronym else 2 if is_single else of_type.priority,
            of_type.sector,
            # Every university has a Faculty of Engineering.
            printed == value and not GENERIC.fullmatch(printed.lower()),
            is_acronym,
            organisation.name,
            organisation.ror_id,
            organisation.country_code,
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
