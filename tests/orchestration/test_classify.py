"""The bundled dictionary classifies names that are easily confused."""

from __future__ import annotations

import csv
import shlex
import subprocess
from pathlib import Path

import pytest

from orchestration.cli.classify import ClassifyError, classify, read_strings
from orchestration.settings import DBT_PROJECT, ROOT
from reports.site.glossary import organisations

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

# The page of terms of the site shows these examples.
CASES |= {one.affiliation: one.sectors for one in organisations()}


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


def test_rows_of_a_file_at_an_odd_path_are_all_written(tmp_path: Path) -> None:
    """Row by row: repeated, empty, of two lines, like a comment; no log in the project."""
    rows = ["#Google", "", "MIT", "Intel\nSanta Clara", "MIT", 'the "ETH"']
    folder = tmp_path / "user's own"
    folder.mkdir()
    strings, out = folder / "in put.csv", folder / "out put.csv"
    with strings.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("affiliation",), *((row,) for row in rows)])
    log = DBT_PROJECT / "logs" / "dbt.log"
    before = log.stat().st_mtime_ns if log.exists() else None
    assert classify(strings, out) == len(rows)
    assert (log.stat().st_mtime_ns if log.exists() else None) == before
    with out.open(encoding="utf-8", newline="") as stream:
        assert [row["affiliation"] for row in csv.DictReader(stream)] == rows


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
