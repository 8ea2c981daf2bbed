"""What the dictionary that ships with the project says of names that are easily mistaken."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from orchestration.classify import ClassifyError, check, classify

# Facts that anyone can check, in the order in which they are printed.
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
    "ＭＩＴ（ＣＳＡＩＬ）": "academia",
    "Bosch Center for Artiﬁcial Intelligence": "industry",
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
    "Universit´e de Montr´eal": "academia",
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
    "Lincoln Laboratory, Massachusetts Institute of Technology": "government",
    "MIT-IBM Watson AI Lab": "academia+industry",
    "Cambridge, MA": "unknown",
    "University of California, San Diego": "academia",
    "Stanford University and NVIDIA": "academia+industry",
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
    "Department of Biology and Information Technologies, Example University": "academia",
    "Department of Computer Science": "academia",
    "Department of Energy": "government",
    "School of Physics, Example Technologies Inc.": "industry",
    "Georgia Inst. of Technol., Atlanta, GA": "academia",
    "Somewhere, e-mail: someone@yahoo.com": "unknown",
    "Yahoo Research": "industry",
    "Under double-blind review": "unknown",
    "": "unknown",
}


def test_names_that_are_easily_mistaken(tmp_path: Path) -> None:
    strings, out = tmp_path / "strings.csv", tmp_path / "labels.csv"
    with strings.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["id", "affiliation"])
        writer.writerows(enumerate(CASES))
    assert classify(strings, out) == len(CASES)
    with out.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["affiliation"]: row["sectors"] for row in rows} == CASES
    assert [row["affiliation"] for row in rows] == list(CASES)
    assert all((row["evidence"] == "none") == (row["sectors"] == "unknown") for row in rows)


def test_a_file_without_the_column_is_refused(tmp_path: Path) -> None:
    strings = tmp_path / "strings.csv"
    strings.write_text("organisation\nGoogle\n", encoding="utf-8")
    with pytest.raises(ClassifyError, match="no column 'affiliation', but organisation"):
        check(strings)
