"""The country and the organisation that well-known names get, without ROR and with it."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from ingestion.sources.ror import source as ror
from orchestration.cli.classify import classify
from tests.builders import land_file

# Seats that anyone can check; empty where the text doesn't tell.
SEATS = {
    "Skoltech": "RU",
    "Moscow Institute of Physics and Technology": "RU",
    "Innopolis": "RU",
    "SZTAKI": "HU",
    "Hungarian Academy of Sciences": "HU",
    "NTUA": "GR",
    "NCSR Demokritos": "GR",
    "Bogazici": "TR",
    "TÜBİTAK": "TR",
    "INSAIT": "BG",
    "Ukrainian Catholic": "UA",
    "Jozef Stefan Institute": "SI",
    "Slovak Academy of Sciences": "SK",
    "Romanian Academy": "RO",
    "TalTech": "EE",
    "CONICET": "AR",
    "Tec de Monterrey": "MX",
    "CENIA": "CL",
    "IMPA": "BR",
    "NECTEC": "TH",
    "Bandung Institute of Technology": "ID",
    "Ateneo": "PH",
    "MIMOS": "MY",
    "VinAI": "VN",
    "MBZUAI": "AE",
    "HBKU": "QA",
    "KAUST": "SA",
    "UM6P": "MA",
    "American Univ of Beirut": "LB",
    "Makerere": "UG",
    "AIMS Rwanda": "RW",
    "CSIR South Africa": "ZA",
    "CSIR": "",
    "BUET": "BD",
    "Cerence": "US",
    "Thales": "FR",
    "SAP": "DE",
    "Spotify": "SE",
    "IBM Research, Yorktown Heights, NY, USA": "US",
    "The Hong Kong University of Science and Technology": "HK",
    "The Hong Kong University of Science and Technology (Guangzhou)": "CN",
    "The Chinese University of Hong Kong, Shenzhen": "CN",
    "Prosa.ai": "ID",
    "Faculty of Engineering and Information Technology, University of Technology Sydney": "",
    "北京工业大学": "",
}

ORGANISATIONS = {
    "清华大学": ("Tsinghua University", "CN"),
    "东京大学": ("The University of Tokyo", "JP"),
    "東京大学": ("The University of Tokyo", "JP"),
    "서울대학교": ("Seoul National University", "KR"),
    "北京工业大学": ("", ""),
}

SECTORS = {
    "DFKI GmbH": "nonprofit",
    "Example Robotics GmbH": "industry",
    "Educational Testing Service": "nonprofit",
    "Institut Teknologi Bandung / Prosa.ai": "academia+industry",
    "International Audio Laboratories Erlangen": "nonprofit",
    "icometrix": "industry",
    "ReadSpeaker": "industry",
    "NIWA": "government",
    "The New York Times": "industry",
}


def classified(folder: Path, strings: list[str], ror_folder: Path | None = None) -> list[Any]:
    """The classified rows of the strings, in their order."""
    given, out = folder / "strings.csv", folder / "labels.csv"
    with given.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["affiliation"], *([text] for text in strings)])
    classify(given, out, ror_folder)
    with out.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The classified rows of all names, without ROR."""
    rows = classified(tmp_path_factory.mktemp("known"), [*SEATS, *ORGANISATIONS, *SECTORS])
    return {row["affiliation"]: row for row in rows}


def test_well_known_names_have_their_seats(known: dict[str, Any]) -> None:
    assert {name: known[name]["country_code"] for name in SEATS} == SEATS


def test_a_university_is_found_where_the_script_has_no_blanks(known: dict[str, Any]) -> None:
    found = {n: (known[n]["organisation"], known[n]["country_code"]) for n in ORGANISATIONS}
    assert found == ORGANISATIONS


def test_nonprofits_and_companies_are_told_apart(known: dict[str, Any]) -> None:
    assert {name: known[name]["sectors"] for name in SECTORS} == SECTORS


def registered(number: int, kind: str, country: str, *names: str) -> dict[str, Any]:
    """A synthetic record of ROR's schema v2; the first name is the one that it shows."""
    return {
        "id": f"https://ror.org/0{number:08}",
        "status": "active",
        "types": [kind],
        "names": [
            {"value": name, "types": ["label" if place else "ror_display"], "lang": "en"}
            for place, name in enumerate(names)
        ],
        "locations": [{"geonames_details": {"country_code": country}}],
    }


REGISTER = [
    registered(1, "company", "CN", "Synthetic Research (China)"),
    registered(2, "education", "SG", "University of Synthesis"),
    registered(3, "education", "CN", "University of Synthesis (Abroad)"),
    registered(4, "education", "BR", "Synthesis College", "Faculty of Synthetic Studies"),
    registered(5, "education", "MM", "Synthetic Studies", "Institute of Computer Science"),
    registered(6, "education", "FI", "Institute of Synthetic Music"),
    registered(7, "company", "CN", "Ubisoft (China)"),
]

WITH_REGISTER = {
    "Synthetic Research": ("industry", "", ""),
    "University of Synthesis": ("academia", "University of Synthesis", "SG"),
    "Faculty of Synthetic Studies": ("academia", "", ""),
    "Institute of Computer Science": ("academia", "", ""),
    "Institute of Synthetic Music": ("academia", "Institute of Synthetic Music", "FI"),
    "Ubisoft": ("industry", "Ubisoft", "FR"),
}


def test_a_name_of_several_names_no_organisation_of_the_register(tmp_path: Path) -> None:
    dump = tmp_path / "ror.json"
    dump.write_text(json.dumps(REGISTER), encoding="utf-8")
    land_file(dump, ror.SOURCE, tmp_path / "raw")
    rows = classified(tmp_path, list(WITH_REGISTER), tmp_path / "raw" / "ror")
    found = {r["affiliation"]: (r["sectors"], r["organisation"], r["country_code"]) for r in rows}
    assert found == WITH_REGISTER
    # Ours is not the branch abroad that ROR has.
    identified = {row["affiliation"] for row in rows if row["ror_id"]}
    assert identified == {"University of Synthesis", "Institute of Synthetic Music"}
