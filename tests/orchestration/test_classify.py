"""Names get the right sectors, organisations and countries, with a small register in ROR's shape.

``test_accuracy.py`` classifies without ROR.
"""

from __future__ import annotations

import csv
import json
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ingestion.sources.ror import source as ror
from orchestration.cli.accuracy import CONFIDENCE
from orchestration.cli.classify import ClassifyError, classify, read_strings, stored_ror
from orchestration.settings import DBT_PROJECT, ROOT
from reports.site.glossary import organisations
from tests.builders import land_file

# The expected sectors are facts that anyone can check, in the order in which they are printed.
CASES = {
    "Google Research, Brain Team": "industry",
    "Courant Institute and Google Research": "academia+industry",
    "Amazon": "industry",
    "Amazon region, Brazil": "unknown",
    "Universidade Federal do Amazonas": "academia",
    "Apple": "industry",
    "Apple, Cupertino, CA": "industry",
    "Apple Valley, MN": "unknown",
    "Meta AI": "industry",
    "Laboratory for meta learning": "unknown",
    "Intel Labs": "industry",
    "Laboratory for Intelligent Systems": "unknown",
    "Oracle Labs, Burlington": "industry",
    "Chapman University, Orange, CA 92866": "academia",
    "Orange Labs, Lannion": "industry",
    "Shell": "industry",
    "Cruise": "industry",
    "Snap Inc.": "industry",
    "Wayve": "industry",
    "MIT": "academia",
    "MIT Lincoln Laboratory": "government",
    "Skywork AI, Singapore, Singapore": "industry",
    "AI Singapore": "government",
    "Colorado School of Public Health, Aurora, CO, USA": "academia",
    "Aurora, Pittsburgh, PA": "industry",
    "Changan University, Xi'an": "academia",
    "School of Computing, Changan District, Xi'an": "academia",
    "Changan Automobile, Chongqing": "industry",
    "ＭＩＴ（ＣＳＡＩＬ）": "academia",
    "University of Chinese Academy of Sciences": "academia",
    "Institute of Software, Chinese Academy of Sciences": "government",
    "Chinese Academy of Sciences, University of Chinese Academy of Sciences": "academia+government",
    "State Key Laboratory of CAD&CG, Zhejiang University": "academia",
    "Key Laboratory of Machine Perception, Ministry of Education, Peking University": "academia",
    "Indian Institute of Technology Bombay": "academia",
    "Istituto Italiano di Tecnologia": "nonprofit",
    "Toyota Technological Institute at Chicago": "academia",
    "Toyota Research Institute": "industry",
    "Mila, Université de Montréal": "academia+nonprofit",
    "Univ. Grenoble Alpes, Inria, CNRS": "academia+government",
    "清华大学": "academia",
    "华为": "industry",
    "株式会社サイバー": "industry",
    "서울대학교": "academia",
    "Some Company Ltd.": "industry",
    "Oracle, Arizona": "unknown",
    "Oracle Corporation, Redwood Shores": "industry",
    "Orange County, CA": "unknown",
    "A meta-analysis group": "unknown",
    "Meta Platforms, Menlo Park": "industry",
    "Shell Beach, CA": "unknown",
    "Amazon basin research": "unknown",
    "Amazon Web Services": "industry",
    "Google Scholar": "unknown",
    "Microsoft Building, Harvard University": "academia",
    "Intel Street": "unknown",
    "Google Research, Tel Aviv": "industry",
    "Tel Aviv University": "academia",
    "MIT-IBM Watson AI Lab": "academia+industry",
    "Cambridge, MA": "unknown",
    "Facebook AI Research / INRIA": "government+industry",
    "Example University & Apple": "academia+industry",
    "Meta and Stanford University": "academia+industry",
    "Example University - Meta": "academia+industry",
    "Example University, and Oracle": "academia+industry",
    "Peking University, Chinese Academy of Sciences": "academia+government",
    "University, Chinese Academy of Sciences": "academia",
    "Intel Corporation, Santa Clara, CA": "industry",
    "Kyushu Institute of Technology & JST": "academia+government",
    "ETH Zurich & gifs.com": "academia+industry",
    "Example University Science and Technologies": "academia",
    "Department of Computer Science": "academia",
    "Department of Energy": "government",
    "School of Physics, Example Technologies Inc.": "industry",
    "Georgia Inst. of Technol., Atlanta, GA": "academia",
    "Fermi Nat. Accel. Lab., Batavia, IL": "government",
    "Microsoft Research Lab, 550-2000 McGill College Ave, Montréal": "industry",
    "https://github.com/someone/something": "unknown",
    "http://vision.stanford.edu/google": "academia",
    "Autonomous Systems Lab": "unknown",
    "National Institute of Applied Sciences": "academia",
    "North Central State College": "academia",
    "State College, PA": "unknown",
    "Somewhere, e-mail: someone@yahoo.com": "unknown",
    "Yahoo Research": "industry",
    "Anonymous AI, under double-blind review": "unknown",
    "University Hospital Zurich": "nonprofit",
    "Hospital Universitario Ramón y Cajal, Madrid": "nonprofit",
    "University Hospital Bonn, University of Bonn": "academia+nonprofit",
    "Heudiasyc, UMR 7253, Université de Technologie de Compiègne": "academia+government",
    "Chinese Academy of Agricultural Sciences": "government",
    "Ministry of Education": "government",
    "Example Software 8929 Taymouth Ct. Raleigh": "industry",
    "Department of Biology, Boulder CO 80302": "academia",
    "118 College Dr. Hattiesburg": "unknown",
    "Medical Physics": "academia",
    "Fakultas Teknik": "academia",
    "Ministero della Difesa": "government",
    "JLU Gießen": "academia",
    "Fachhochschule Kiel": "academia",
    "Example University (Apple)": "academia+industry",
    "Example University | Apple": "academia+industry",
    "MIT and MIT Lincoln Laboratory": "academia+government",
    "MIT and Stanford Technologies": "academia",
    "Centre for Industrial Technologies": "unknown",
    "Example Software 94043 Somewhere": "industry",
    "University of Chinese Academy, of Sciences": "academia",
    "Institute of Chinese Academy, of Sciences": "government",
    "Stanford and Lincoln Laboratory, MIT": "academia+government",
    "Lincoln Laboratory, Massachusetts Institute of Technology and Google": "government+industry",
    "Lincoln, Laboratory, MIT and Google": "government+industry",
    "DFKI GmbH": "nonprofit",
    "Example Robotics GmbH": "industry",
    "Educational Testing Service": "nonprofit",
    "Institut Teknologi Bandung / Prosa.ai": "academia+industry",
    "International Audio Laboratories Erlangen": "nonprofit",
    "icometrix": "industry",
    "ReadSpeaker": "industry",
    "NIWA": "government",
    "The New York Times": "industry",
    # Words that are glued, numbered or abbreviated have a second reading.
    "MITLincoln Laboratory": "government",
    "NYUStern": "academia",
    "ExampleInstitute of Technology, Intel Street": "academia",
    "1MIT Vision Group": "academia",
    "Vision Group, MIT2": "academia",
    # The first piece may be a name of which the sector is learned.
    "ExampleSoft, Paris, France": "industry",
    "Exemplar Mines (South Africa)": "industry",
    "ExampleSoft https://example.org": "unknown",
    "ExampleSoft@example.org": "unknown",
    "21 ExampleSoft, Springfield": "unknown",
    "": "unknown",
}

# The page "Terms and examples" of the site shows these examples.
CASES |= {example["affiliation"]: example["sectors"] for example in organisations()}


# The expected countries are seats that anyone can check; empty if the text states none.
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
    "Inﬁneon": "DE",
    "Universit ´e de Montr ´eal": "CA",
    "Department of Computer Science, POSTECH1": "KR",
    "Department of Computer Science, 2Stanford": "US",
    "King’s College, London": "GB",
    "Stanford and ETH Zurich, King’s College": "US",
}

ORGANISATIONS = {
    "清华大学": ("Tsinghua University", "CN"),
    "东京大学": ("The University of Tokyo", "JP"),
    "東京大学": ("The University of Tokyo", "JP"),
    "서울대학교": ("Seoul National University", "KR"),
    "北京工业大学": ("", ""),
}

# The evidence, and its kind. An answer is as certain as answers of its kind are.
EVIDENCE = {
    "Courant Institute and Google": ("alias:courant + alias:google", "alias, several sectors"),
    "Some Company Ltd.": ("keyword:ltd", "keyword 1"),
    "ExampleTech": ("keyword:tech, in a second reading", "keyword 5"),
    "Cambridge, MA": ("none", "none"),
}


def kind_of_name(name: str, place: int) -> str:
    """ROR's type of a name: capitals alone are an acronym."""
    if name.isupper():
        return "acronym"
    return "label" if place else "ror_display"


def registered(number: int, kind: str, country: str, *names: str) -> dict[str, Any]:
    """Return a synthetic record of ROR's schema v2; `+` joins types, the first name is shown."""
    return {
        "id": f"https://ror.org/0{number:08}",
        "status": "active",
        "types": kind.split("+"),
        "names": [
            {"value": name, "types": [kind_of_name(name, place)], "lang": "en"}
            for place, name in enumerate(names)
        ],
        "locations": [{"geonames_details": {"country_code": country}}],
    }


REGISTER = [
    registered(1, "funder+government+company", "CN", "Synthetic Research (China)"),
    registered(2, "education", "SG", "University of Synthesis"),
    registered(3, "education", "CN", "University of Synthesis (Abroad)"),
    registered(4, "education", "BR", "Synthesis College", "Faculty of Synthetic Studies"),
    registered(5, "education", "MM", "Synthetic Studies", "Institute of Computer Science"),
    registered(6, "education", "FI", "Institute of Synthetic Music"),
    registered(7, "company", "CN", "Ubisoft (China)", "Pacific Institute"),
    registered(8, "education", "NL", "School of Synthesis", "SYNTOS", "SYN"),
    registered(9, "government", "HR", "Institute of Physics", "Synthetic Station of Google"),
    registered(10, "government", "HR", "Institute of Synthetic Fish", "FICTION", "MITRE"),
]

WITH_REGISTER = {
    "Synthetic Research": ("industry", "", ""),
    "University of Synthesis": ("academia", "University of Synthesis", "SG"),
    "Faculty of Synthetic Studies": ("academia", "", ""),
    "Institute of Computer Science": ("academia", "", ""),
    "Institute of Synthetic Music": ("academia", "Institute of Synthetic Music", "FI"),
    "Ubisoft": ("industry", "Ubisoft", "FR"),
    "Delft, SYNTOS": ("unknown", "", ""),
    "SYN": ("unknown", "", ""),
    "SyNTOS, Delft": ("academia", "School of Synthesis", "NL"),
    "Fiction": ("unknown", "", ""),
    "MITRE": ("nonprofit", "MITRE", "US"),
    "Institute of Physics": ("unknown", "", ""),
    "Pacific Institute": ("nonprofit", "Pacific Institute", "US"),
    "Synthetic Station of Google": ("industry", "Google", "US"),
}


# The strings are repeated, empty, of two lines, or like a comment.
ODD = ["#Google", "", "MIT", "Intel\nSanta Clara", "MIT", 'the "ETH"']


NAMES = [*ODD, *CASES, *SEATS, *ORGANISATIONS, *EVIDENCE, *WITH_REGISTER]


def written(folder: Path, strings: list[str], ror_folder: Path) -> list[Any]:
    """Return the rows that are written for the strings, in a folder with an unusual name."""
    strings_file, out = folder / "in put.csv", folder / "out put.csv"
    with strings_file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("id", "affiliation"), *enumerate(strings)])
    assert classify(strings_file, out, ror_folder) == len(strings)
    with out.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@dataclass(frozen=True)
class Labels:
    """The rows of all names, and whether dbt's log in the project changed."""

    rows: list[dict[str, str]]
    is_logged: bool

    def of(self, column: str, names: dict[str, Any]) -> dict[str, str]:
        values = {row["affiliation"]: row[column] for row in self.rows}
        return {name: values[name] for name in names}


@pytest.fixture(scope="module")
def labels(tmp_path_factory: pytest.TempPathFactory) -> Labels:
    """Classify all names in one run, because dbt parses its project in each run."""
    folder = tmp_path_factory.mktemp("user's own")
    log = DBT_PROJECT / "logs" / "dbt.log"
    before = log.stat().st_mtime_ns if log.exists() else None
    dump = folder / "ror.json"
    dump.write_text(json.dumps(REGISTER), encoding="utf-8")
    land_file(dump, ror.SOURCE, folder / "raw")
    rows = written(folder, NAMES, folder / "raw" / "ror")
    return Labels(rows, (log.stat().st_mtime_ns if log.exists() else None) != before)


def test_names_that_are_easily_mistaken(labels: Labels) -> None:
    assert labels.of("sectors", CASES) == CASES
    assert all((row["evidence"] == "none") == (row["sectors"] == "unknown") for row in labels.rows)


def test_ror_is_found_in_the_collection_that_has_it(tmp_path: Path) -> None:
    """A user who ran once with `SOURCES` has ROR, and need not name `SOURCES` again."""
    assert stored_ror(tmp_path / "raw") is None
    dump = tmp_path / "ror.json"
    dump.write_text(json.dumps(REGISTER), encoding="utf-8")
    (tmp_path / "raw" / "record" / "epoch").mkdir(parents=True)
    land_file(dump, ror.SOURCE, tmp_path / "raw" / "publishers")
    assert stored_ror(tmp_path / "raw") == tmp_path / "raw" / "publishers" / "ror"


def test_rows_of_a_file_at_an_odd_path_are_all_written(labels: Labels) -> None:
    """The rows are complete and in order, and dbt writes no log into the project."""
    assert [row["affiliation"] for row in labels.rows] == NAMES
    assert not labels.is_logged


def test_well_known_names_have_their_seats(labels: Labels) -> None:
    assert labels.of("country_code", SEATS) == SEATS


def test_a_university_is_found_where_the_script_has_no_blanks(labels: Labels) -> None:
    names = labels.of("organisation", ORGANISATIONS)
    countries = labels.of("country_code", ORGANISATIONS)
    assert {name: (names[name], countries[name]) for name in names} == ORGANISATIONS


def test_an_answer_has_the_confidence_of_its_evidence(labels: Labels) -> None:
    with CONFIDENCE.open(encoding="utf-8", newline="") as stream:
        measured = {row["evidence_kind"]: row["confidence"] for row in csv.DictReader(stream)}
    expected = {name: (rows, measured[kind]) for name, (rows, kind) in EVIDENCE.items()}
    evidence, confidence = (labels.of(of, EVIDENCE) for of in ("evidence", "confidence"))
    assert {name: (evidence[name], confidence[name]) for name in EVIDENCE} == expected


def test_a_name_of_several_names_no_organisation_of_the_register(labels: Labels) -> None:
    columns = ("sectors", "organisation", "country_code")
    rows = {row["affiliation"]: row for row in labels.rows if row["affiliation"] in WITH_REGISTER}
    assert {n: tuple(r[c] for c in columns) for n, r in rows.items()} == WITH_REGISTER
    # Our entry is not the branch abroad that ROR has.
    identified = {row["affiliation"] for row in labels.rows if row["ror_id"]}
    assert identified == {
        "University of Synthesis",
        "Institute of Synthetic Music",
        "SyNTOS, Delft",
    }


HOSTILE = {
    "no column": (
        b"organisation\nGoogle\n",
        "line 1: the header is 'organisation': name exactly one column 'affiliation'",
    ),
    "column twice": (
        b"affiliation,affiliation\nMIT,MIT\n",
        "name exactly one column 'affiliation'",
    ),
    "semicolons": (b"id;affiliation\n1;MIT\n", "the header is 'id;affiliation'"),
    "empty": (b"", "line 1: the file is empty"),
    "unquoted commas": (b"affiliation\nMIT\nIntel, Santa Clara\n", "line 3: .*quote cells"),
    "cell missing": (b"id,affiliation\n1,MIT\n2\n", "line 3: 1 cells, .* has 2: a cell is missing"),
    "stray quote": (b'affiliation\n"Google" Inc\nMIT\n', "line 2: "),
    "open quote": (b'affiliation\nMIT\n"Google\nETH\n', "line 3: "),
    "Latin-1": ("affiliation\nMIT\nMünchen\n".encode("latin-1"), "line 3: the text is not UTF-8"),
    "UTF-16": ("affiliation\nMIT\n".encode("utf-16"), "line 1: the text is not UTF-8"),
    "zero byte": (b"affiliation\nM\0IT\n", "line 2: .*the text is not UTF-8"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_breaks_a_rule_is_refused_by_line(tmp_path: Path, name: str) -> None:
    content, message = HOSTILE[name]
    strings = tmp_path / "strings.csv"
    strings.write_bytes(content)
    with pytest.raises(ClassifyError, match=f"strings.csv.*{message}"):
        list(read_strings(strings))


KEPT = {
    "hash": (b'id,affiliation\n#9,Google\n#8,"#MIT, ETH"\n', ["Google", "#MIT, ETH"]),
    "mixed line ends": (b"affiliation\r\nMIT\nETH\rIntel\r\n", ["MIT", "ETH", "Intel"]),
    "empty cells": (b'affiliation\n\n""\nMIT\n', ["", "", "MIT"]),
    "empty lines": (b"id,affiliation\n1,MIT\n\n2,ETH\n", ["MIT", "ETH"]),
    "byte order mark": (b'\xef\xbb\xbfaffiliation\n"a ""b""\nc"\n', ['a "b"\nc']),
    "semicolons within": (b"affiliation\nMIT; ETH\nIntel\n", ["MIT; ETH", "Intel"]),
}


@pytest.mark.parametrize("name", KEPT)
def test_every_row_is_kept_as_written(tmp_path: Path, name: str) -> None:
    content, expected = KEPT[name]
    strings = tmp_path / "strings.csv"
    strings.write_bytes(content)
    assert list(read_strings(strings)) == expected


@pytest.mark.parametrize("out", [".", "no folder/out.csv"])
def test_where_nothing_can_be_written_is_said_first(tmp_path: Path, out: str) -> None:
    strings = tmp_path / "strings.csv"
    strings.write_text("affiliation\nMIT\n", encoding="utf-8")
    with pytest.raises(ClassifyError, match="cannot be written"):
        classify(strings, tmp_path / out)


def test_make_passes_paths_with_blanks_whole(tmp_path: Path) -> None:
    command = ["make", "-n", "--no-print-directory", "classify"]
    done = subprocess.run(
        [*command, f"FILE={tmp_path}/in put's.csv", f"OUT={tmp_path}/out put.csv"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    passed = shlex.split(done.stdout.splitlines()[-1])
    assert passed[-2:] == [f"{tmp_path}/in put's.csv", f"{tmp_path}/out put.csv"]
