"""Names get the right sectors, organisations and countries, with a small register."""

from __future__ import annotations

import pytest

from dbt_project.functions.affiliations.classify import Classification, Classifier, Override
from dbt_project.functions.affiliations.register import Label, Organisation
from orchestration.cli.classify import tables
from reports.site.glossary import organisations

# The expected sectors are facts that anyone can check, in the order in which they are printed.
CASES = {
    "Amazon region, Brazil": "unknown",
    "Universidade Federal do Amazonas": "academia",
    "Apple Valley, MN": "unknown",
    "Laboratory for meta learning": "unknown",
    "Laboratory for Intelligent Systems": "unknown",
    "Chapman University, Orange, CA 92866": "academia",
    "Orange Labs, Lannion": "industry",
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
    "Toyota Technological Institute at Chicago": "academia",
    "Toyota Research Institute": "industry",
    "Mila, Université de Montréal": "academia+nonprofit",
    "Univ. Grenoble Alpes, Inria, CNRS": "academia+government",
    "株式会社サイバー": "industry",
    "Oracle, Arizona": "unknown",
    "Orange County, CA": "unknown",
    "A meta-analysis group": "unknown",
    "Shell Beach, CA": "unknown",
    "Amazon basin research": "unknown",
    "Google Scholar": "unknown",
    "Microsoft Building, Harvard University": "academia",
    "Intel Street": "unknown",
    "Google Research, Tel Aviv": "industry",
    "Tel Aviv University": "academia",
    "MIT-IBM Watson AI Lab": "academia+industry",
    "Example University & Apple": "academia+industry",
    "Meta and Stanford University": "academia+industry",
    "Example University - Meta": "academia+industry",
    "Example University, and Oracle": "academia+industry",
    "Peking University, Chinese Academy of Sciences": "academia+government",
    "University, Chinese Academy of Sciences": "academia",
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
    "Anonymous AI, under double-blind review": "unknown",
    "University Hospital Zurich": "nonprofit",
    "Hospital Universitario Ramón y Cajal, Madrid": "nonprofit",
    "University Hospital Bonn, University of Bonn": "academia+nonprofit",
    "Heudiasyc, UMR 7253, Université de Technologie de Compiègne": "academia+government",
    "Chinese Academy of Agricultural Sciences": "government",
    "Example Software 8929 Taymouth Ct. Raleigh": "industry",
    "Department of Biology, Boulder CO 80302": "academia",
    "118 College Dr. Hattiesburg": "unknown",
    "Medical Physics": "academia",
    "JLU Gießen": "academia",
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
    "Institut Teknologi Bandung / Prosa.ai": "academia+industry",
    # Words that are glued, numbered or abbreviated have a second reading.
    "MITLincoln Laboratory": "government",
    "NYUStern": "academia",
    "ExampleInstitute of Technology, Intel Street": "academia",
    "1MIT Vision Group": "academia",
    "Vision Group, MIT2": "academia",
    # The first piece may be a name of which the sector is learned.
    "ExampleSoft, Paris, France": "industry",
    "Exemplar Mines (South Africa)": "industry",
    "": "unknown",
    # A name that ends with the words of another one hides neither.
    "Key Lab of Intelligent Information Processing of Chinese Academy of Sciences University of"
    " Chinese Academy of Sciences": "academia+government",
}

# The page "Methods" of the site shows these examples.
CASES |= {example["affiliation"]: example["sectors"] for example in organisations()}

# The expected countries are seats that anyone can check; empty if the text states none.
SEATS = {
    "TÜBİTAK": "TR",
    "CSIR South Africa": "ZA",
    "CSIR": "",
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
    "The Hong Kong Polytechnic University & The Hong Kong University of Science and Technology"
    " (Guangzhou), Hong Kong, Hong Kong": ("Hong Kong Polytechnic", "HK"),
}

# The evidence, and its kind. An answer is as certain as answers of its kind are.
EVIDENCE = {
    "Courant Institute and Google": ("alias:courant + alias:google", "alias, several sectors"),
    "Some Company Ltd.": ("keyword:ltd", "keyword 1"),
    "ExampleTech": ("keyword:tech, in a second reading", "keyword 5"),
    "Cambridge, MA": ("none", "none"),
}


def registered(number: int, kind: str, country: str, *names: str) -> Organisation:
    """Return a synthetic organisation; `+` joins types, and capitals alone are an acronym."""
    labels = [Label(value=name, is_acronym=name.isupper()) for name in names]
    ror_id = f"https://ror.org/0{number:08}"
    return Organisation(ror_id, names[0], country, kind.split("+"), labels)


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

# Whichever of both leads a string.
COMPANIES = {
    "Google Research, Tel Aviv": ["Google"],
    "MIT-IBM Watson AI Lab": ["IBM"],
    "Google and Columbia University": ["Google"],
    "ETH Zurich & gifs.com": [],
    "Synthetic Research": [],
    "University of Synthesis": [],
}

NAMES = [*CASES, *SEATS, *ORGANISATIONS, *EVIDENCE, *WITH_REGISTER, *COMPANIES]


@pytest.fixture(scope="module")
def answers() -> dict[str, Classification]:
    classified = Classifier(tables(REGISTER))([(name,) for name in NAMES])
    return {answer.affiliation: answer for answer in classified}


def test_names_that_are_easily_mistaken(answers: dict[str, Classification]) -> None:
    assert {name: answers[name].sectors for name in CASES} == CASES
    assert all((row.evidence == "none") == (row.sectors == "unknown") for row in answers.values())


def test_well_known_names_have_their_seats(answers: dict[str, Classification]) -> None:
    assert {name: answers[name].country_code or "" for name in SEATS} == SEATS


def test_an_organisation_is_found_without_blanks_and_beside_another(
    answers: dict[str, Classification],
) -> None:
    rows = {name: answers[name] for name in ORGANISATIONS}
    found = {name: (row.organisation or "", row.country_code or "") for name, row in rows.items()}
    assert found == ORGANISATIONS


def test_an_answer_has_its_companies(answers: dict[str, Classification]) -> None:
    assert {name: answers[name].companies for name in COMPANIES} == COMPANIES


def test_an_answer_has_the_confidence_of_its_evidence(answers: dict[str, Classification]) -> None:
    rows = {name: answers[name] for name in EVIDENCE}
    assert {name: (row.evidence, row.evidence_kind) for name, row in rows.items()} == EVIDENCE
    measured = {row.evidence_kind: row.confidence for row in tables().confidences}
    assert all(row.confidence == measured[row.evidence_kind] for row in rows.values())


def test_a_name_of_several_names_no_organisation_of_the_register(
    answers: dict[str, Classification],
) -> None:
    rows = {name: answers[name] for name in WITH_REGISTER}
    found = {
        name: (row.sectors, row.organisation or "", row.country_code or "")
        for name, row in rows.items()
    }
    assert found == WITH_REGISTER
    # Our entry is not the branch abroad that ROR has.
    assert {name for name, row in answers.items() if row.ror_id} == {
        "University of Synthesis",
        "Institute of Synthetic Music",
        "SyNTOS, Delft",
    }


def test_an_override_decides_the_sectors_and_a_rule_the_organisation() -> None:
    override = Override("Google, Mila", "industry+nonprofit", "asked them")
    (answer,) = Classifier(tables()._replace(overrides=[override]))([(override.affiliation,)])
    assert answer.sectors == override.sectors
    assert (answer.organisation, answer.step) == ("Google", "rules")
    assert answer.evidence == "override:asked them"
    assert answer.evidence_kind == "override, several sectors"
