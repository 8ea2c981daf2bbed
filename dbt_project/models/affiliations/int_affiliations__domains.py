from __future__ import annotations

from typing import Any

from dbt_project.batches import table_of
from dbt_project.functions.affiliations.domains import (
    Address,
    DomainSector,
    domain_owners,
    sectors_by_domains,
)
from dbt_project.functions.affiliations.register import Organisation, TypeSector, sectors_of
from dbt_project.rows import rows_of


def model(dbt: Any, session: Any) -> Any:
    owned = dbt.ref("stg_ror__organizations").filter("len(domains) > 0")
    organisations = rows_of(Organisation, owned)
    sectors = sectors_of(organisations, rows_of(TypeSector, dbt.ref("ror_type_sector")))
    owners = domain_owners(organisations, sectors)
    addresses = rows_of(Address, dbt.ref("int_affiliations__addresses"))
    return table_of(DomainSector, [sectors_by_domains(addresses, owners)], session)
