"""``python -m tests.bench.peers.in_pandas RAW GIVEN OUT``: the tables by hand in pandas.

pandas itself reads Parquet only with another library. Here, DuckDB reads the files and turns nested
lists into rows.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from ingestion.landing.schema import literal
from ingestion.landing.texts import FILE
from tests.bench.peers.given import (
    CLASSES,
    FRONT_MATTER,
    LANDED,
    NEEDED_MENTIONS,
    ORIGINS,
    SMALLEST_EXPECTED,
    SMALLEST_N,
    SUBFIELDS,
    patterns,
)

PLACE = ["definition", "venue", "period"]
MEMBER = [
    *("n", *PLACE, "is_year", "listed_venue", "team_class", "has_industry", "has_affiliation"),
    *("has_accelerator", "either", "academic", "unknown_slots"),
]
CELL = [*PLACE, "team_class"]
KEY = ["metric", *CELL, "sector"]
SECTORS = ("academia", "industry", "other")
HAS = [f"has_{sector}" for sector in SECTORS]
AUTHORS = [f"{sector}_authors" for sector in (*SECTORS, "unknown")]
POPULATIONS = ("accepted", "accepted_and_workshop", "complete_teams")
MARKS = str.maketrans(dict.fromkeys('-/\n()"', " ") | dict.fromkeys(",.:;?", "  "))
WORKS = f"""
select
    {{start}} + source_row as n, snapshot_id || ':' || source_row as paper_id, trim(title) as title,
    lower(primary_location.source.display_name) as venue, publication_year as year,
    lower(replace(doi, 'https://doi.org/', '')) as doi, is_retracted, len(authorships) as authors,
    len(list_filter(topics, lambda t: t.subfield.id in {list(SUBFIELDS)})) > 0 as is_in_field,
    abstract
from read_parquet({{path}})
inner join (select source_row, abstract from read_parquet({{texts}})) using (source_row)
"""
MENTIONS = """
select n, slot, unnest(strings) as affiliation
from (
    select
        {start} + source_row as n, generate_subscripts(authorships, 1) as slot,
        unnest(list_transform(authorships, lambda a: a.raw_affiliation_strings)) as strings
    from read_parquet({path})
)
"""


def groups(frame: pd.DataFrame, columns: list[str]) -> Any:
    """Group with missing values as a group of their own."""
    return frame.groupby(columns, dropna=False, observed=True)


def tags_of(works: pd.DataFrame, phrases: pd.DataFrame) -> pd.DataFrame:
    """Return the topics of each work; phrases are compared at each word at which one begins."""
    forms = set(phrases["form"])
    firsts = {form.split(" ")[0] for form in forms}

    def forms_of(text: str) -> list[str]:
        words = text.lower().translate(MARKS).split(" ")
        after = zip(words, [*words[1:], ""], [*words[2:], "", ""], strict=False)
        begun = [(a, f"{a} {b}", f"{a} {b} {c}") for a, b, c in after if a in firsts]
        return [form for three in begun for form in three if form in forms]

    counts = []
    for text, counted in (("title", "head"), ("abstract", "abstract")):
        texts = works.loc[works[text].notna(), ["n", text]]
        found = texts.assign(form=texts[text].map(forms_of))[["n", "form"]].explode("form").dropna()
        joined = found.merge(phrases, on="form")[["n", "topic", "parent", counted]]
        counts.append(joined.rename(columns={counted: text}))
    totals = pd.concat(counts).groupby(["n", "topic", "parent"], as_index=False).sum()
    is_tagged = (totals["title"] >= 1) | (totals["abstract"] >= NEEDED_MENTIONS)
    return totals.loc[is_tagged, ["n", "topic", "parent"]]


def naming_of(works: pd.DataFrame, pattern: str, given: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the origins of pre-trained models that each work names."""
    texts = works.loc[works["abstract"].notna(), ["n", "year"]]
    text = works["title"].fillna("") + " | " + works["abstract"]
    texts["printed"] = text.map(re.compile(pattern).findall, na_action="ignore")
    texts = texts[texts["printed"].str.len() > 0]
    words = " " + text.loc[texts.index].str.lower().str.replace("[^a-z0-9]+", " ", regex=True)
    printed = texts.assign(words=words).explode("printed")
    ends = "[^A-Za-z0-9.]+|^[^A-Za-z0-9]+"
    printed["printed"] = printed["printed"].str.replace(ends, "", regex=True)
    printed["key"] = printed["printed"].str.lower()
    names = given["names"].assign(key=given["names"]["name"].str.lower())
    named = printed.merge(names, on="key").merge(given["models"], on="model")
    is_spelled = ~named["is_case_sensitive"] | (named["printed"] == named["name"])
    named = named[is_spelled & (named["released_year"] <= named["year"])]
    contexts = given["contexts"].groupby("context")["word"].agg("|".join)
    for context, found in contexts.items():
        is_guarded = named["context"] == context
        is_found = named["words"].str.contains(f" (?:{found})")
        named = named[~is_guarded | is_found]
    return named[["n", "suffix", "sector"]].drop_duplicates()


def teams_of(works: pd.DataFrame, mentions: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """Add the team to each work. Authors are split equally over their affiliations and sectors."""
    known = labels.assign(sectors=labels[HAS].sum(axis=1))
    for sector in SECTORS:
        known[f"{sector}_authors"] = (known[f"has_{sector}"] / known["sectors"]).fillna(0)
    known["unknown_authors"] = (known["sectors"] == 0).astype(float)
    rules = dict.fromkeys(HAS, "any") | dict.fromkeys(AUTHORS, "mean")
    slots = mentions.merge(known, on="affiliation").groupby(["n", "slot"]).agg(rules)
    a, i = slots["has_academia"], slots["has_industry"]
    slots["known"], slots["either"], slots["slots"] = slots[HAS].any(axis=1), a | i, 1
    slots["academic"] = a.astype(float) - 0.5 * (a & i)
    counted = [*AUTHORS, "known", "either", "slots", "academic"]
    listed = slots.groupby("n").agg(dict.fromkeys(HAS, "any") | dict.fromkeys(counted, "sum"))
    teams = works.merge(listed, on="n", how="left")
    teams["has_affiliation"] = teams["slots"].notna()
    teams["is_team_complete"] = teams["known"] == teams["authors"]
    is_aligned = teams["authors"].notna()
    teams[counted] = teams[counted].fillna(0).where(is_aligned)
    teams["unknown_authors"] += teams["authors"] - teams["slots"]
    teams["unknown_slots"] = teams["authors"] - teams["known"]
    teams[HAS] = teams[HAS].fillna(value=False).astype(bool)
    a, i, o = (teams[has] for has in HAS)
    teams["team_class"] = "unknown"
    teams.loc[a | i | o, "team_class"] = "other"
    teams.loc[a & ~o, "team_class"] = "academic_only"
    teams.loc[i & ~o, "team_class"] = "industry_only"
    teams.loc[a & i, "team_class"] = "academia_industry"
    return teams


def members_of(teams: pd.DataFrame, periods: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each population, venue and period of a work; pooled rows have no venue."""
    accepted = teams[teams["is_accepted"] & teams["year"].notna()]
    accepted = accepted.assign(listed_venue=accepted["venue"])
    complete = accepted[accepted["is_team_complete"]]
    populations = pd.concat(
        frame.assign(definition=name)
        for name, frame in zip(POPULATIONS, (accepted, accepted, complete), strict=True)
    )
    by_venue = populations[populations["venue"].notna()]
    by_venue = by_venue.assign(period=by_venue["year"].astype(str), is_year=True)
    order = ["has_affiliation", "venue", "paper_id"]
    once = populations.assign(work=populations["doi"].fillna(populations["paper_id"]))
    once = once.sort_values(order, ascending=[False, True, True]).drop_duplicates(
        ["definition", "work"]
    )
    pooled = [
        once[once["year"].between(first, last)].assign(period=period, is_year=is_year, venue=None)
        for period, first, last, is_year in periods.itertuples(index=False)
        if first <= once["year"].max() and last >= once["year"].min()
    ]
    return pd.concat([by_venue[MEMBER], *(frame[MEMBER] for frame in pooled)])


def topics_of(members: pd.DataFrame, tags: pd.DataFrame) -> pd.DataFrame:
    """Return works and their fractions by topic and area, as ``marts.topic_teams`` has them."""
    parts = tags.assign(share=1 / tags.groupby("n")["topic"].transform("size"), is_area=False)
    areas = parts.groupby(["n", "parent"], as_index=False)["share"].sum()
    areas = areas.rename(columns={"parent": "topic"}).assign(is_area=True)
    levels = pd.concat([parts.drop(columns="parent"), areas])
    pooled = members[members["venue"].isna() & (members["definition"] != "accepted_and_workshop")]
    texts = pooled[(pooled["definition"] == "accepted") & pooled["has_accelerator"].notna()]
    cell = ["definition", "period", "team_class"]
    both = pd.concat([pooled, texts.assign(definition="accepted_with_abstract")])[["n", *cell]]
    # Periods are computed one at a time, because a work has many topics.
    return pd.concat(
        frame.merge(levels, on="n")
        .groupby([*cell, "topic", "is_area"])["share"]
        .agg(works="size", fraction="sum")
        .reset_index()
        for _, frame in both.groupby(["definition", "period"])
    )


def shares_of(members: pd.DataFrame) -> pd.DataFrame:
    """Return shares of team classes and of industry, and the coverage of affiliations."""
    classes = pd.get_dummies(members["team_class"]).reindex(
        columns=[*CLASSES, "unknown"], fill_value=0
    )
    wide = pd.concat([members[[*PLACE, "has_industry", "has_affiliation"]], classes], axis=1)
    counts = groups(wide.assign(works=1), PLACE).sum().reset_index()
    counts = counts.rename(columns={"unknown": "n_unknown"})
    counts["n"] = counts["works"] - counts["n_unknown"]
    by_class = counts.melt([*PLACE, "n", "n_unknown"], CLASSES, "team_class", "k")
    industry = counts[[*PLACE, "n", "n_unknown"]].assign(k=counts["has_industry"])
    covered = counts[counts["definition"] != "complete_teams"]
    coverage = covered[PLACE].assign(n=covered["works"], n_unknown=0, k=covered["has_affiliation"])
    return pd.concat([
        by_class.assign(metric="paper_team_share"),
        industry.assign(metric="any_industry_share"),
        coverage.assign(metric="paper_affiliation_coverage"),
    ])  # fmt: skip


def adoption_of(members: pd.DataFrame, naming: pd.DataFrame) -> pd.DataFrame:
    """Return shares that name pre-trained models and accelerators, and abstract coverage."""
    is_accepted, is_pooled = members["definition"] == "accepted", members["venue"].isna()
    is_compared = is_accepted & is_pooled & members["period"].isin(["2020-2022", "2023-latest"])
    compared = members[is_compared]
    periods = (
        compared[compared["has_accelerator"].notna()].groupby("listed_venue")["period"].nunique()
    )
    same = compared[compared["listed_venue"].isin(periods[periods == 2].index)]
    is_complete = (members["definition"] == "complete_teams") & is_pooled
    adopters = pd.concat(
        [members[is_accepted | is_complete], same.assign(definition="accepted_same_venues")]
    )
    known = adopters[adopters["team_class"] != "unknown"]
    teams = pd.concat([known, adopters.assign(team_class=None)])
    teams = teams[[*CELL, "n"]].assign(
        known=teams["has_accelerator"].notna(),
        accelerators=teams["has_accelerator"].eq(other=True).fillna(value=False),
        works=1,
    )
    totals = groups(teams.drop(columns="n"), CELL).sum().reset_index()
    totals = totals.rename(columns={"known": "n"})
    totals["n_unknown"] = totals["works"] - totals["n"]
    counts = (
        groups(teams.merge(naming, on="n"), [*CELL, "suffix", "sector"])
        .size()
        .reset_index(name="k")
    )
    variants = ("", "_open_weights", "_no_architectures")
    kinds = [("", None), *((v, o) for v in variants for o in ORIGINS)]
    kinds += [("_any_origin", sector) for sector in SECTORS]
    shown = totals[totals["n"] > 0]
    rows = shown[[*CELL, "n", "n_unknown"]]
    named = rows.merge(pd.DataFrame(kinds, columns=["suffix", "sector"]), how="cross")
    is_variant = (named["definition"] == "accepted") & named["venue"].isna()
    named = named[(named["suffix"] == "") | is_variant]
    # A missing venue or class matches itself in a merge.
    named = named.merge(counts, on=[*CELL, "suffix", "sector"], how="left").fillna({"k": 0})
    named["definition"] += named["suffix"]
    covered = totals[(totals["definition"] == "accepted") & totals["team_class"].isna()]
    coverage = covered[PLACE].assign(n=covered["works"], n_unknown=0, k=covered["n"])
    return pd.concat([
        named.drop(columns="suffix").assign(metric="pretrained_adoption"),
        rows.assign(metric="accelerator_mention_share", k=shown["accelerators"]),
        coverage.assign(metric="abstract_coverage"),
    ])  # fmt: skip


def mixing_of(members: pd.DataFrame) -> pd.DataFrame:
    """Return mixed teams, and the mixed teams that are expected if authors mix at random."""
    years = members[members["is_year"] & (members["definition"] != "accepted_and_workshop")]
    either, unknown = years["either"], years["unknown_slots"]
    years = years.assign(n_unknown=either.isna() | ((either < 2) & (either + unknown >= 2)))
    years["n_unknown"] = groups(years, PLACE)["n_unknown"].transform("sum")
    teams = years[either >= 2]
    sums = groups(teams, PLACE)
    p = sums["academic"].transform("sum") / sums["either"].transform("sum")
    academic, size = teams["academic"], teams["either"]
    teams = teams.assign(
        denominator=1 - p**size - (1 - p) ** size, k=(academic > 0) & (academic < size)
    )
    rules = {"n": ("n", "size"), "n_unknown": ("n_unknown", "first")}
    rules |= {"k": ("k", "sum"), "denominator": ("denominator", "sum")}
    cells = groups(teams, PLACE).agg(**rules).reset_index()
    cells = cells[cells["denominator"] >= SMALLEST_EXPECTED]
    return cells.assign(metric="normalised_collaboration")


def compute(raw: Path, given: Path, out: Path) -> None:
    """Write the tables of landed works to ``out``, with texts of one file in memory."""
    names, accelerator = patterns(given)
    is_accelerator = re.compile(accelerator).search
    connection = duckdb.connect()
    tables = {p.stem: connection.read_parquet(str(p)).df() for p in given.glob("*.parquet")}
    parts: dict[str, list[pd.DataFrame]] = {"works": [], "mentions": [], "tags": [], "naming": []}
    start = 0
    for path in sorted(raw.glob(LANDED)):
        texts = literal(path.with_name(FILE))
        works = connection.sql(WORKS.format(start=start, path=literal(path), texts=texts)).df()
        mentions = connection.sql(MENTIONS.format(start=start, path=literal(path))).df()
        start += len(works)
        front = works["title"].fillna("").str.lower().str.contains(FRONT_MATTER)
        works["is_accepted"] = works["is_in_field"] & ~works["is_retracted"] & ~front
        found = works["abstract"].map(is_accelerator, na_action="ignore")
        works["has_accelerator"] = found.notna().where(works["abstract"].notna(), None)
        mentions["affiliation"] = mentions["affiliation"].str.strip(",; ")
        parts["mentions"].append(mentions.drop_duplicates())
        parts["tags"].append(tags_of(works, tables["phrases"]))
        parts["naming"].append(naming_of(works, names, tables))
        parts["works"].append(works.drop(columns=["abstract", "title"]))
    frames = {name: pd.concat(frames) for name, frames in parts.items()}
    teams = teams_of(frames["works"], frames["mentions"], tables["labels"])
    members = members_of(teams, tables["periods"])
    shares = pd.concat([shares_of(members), adoption_of(members, frames["naming"])])
    estimates = pd.concat([shares.assign(denominator=shares["n"]), mixing_of(members)])
    is_shown = estimates["n"] >= SMALLEST_N
    estimates["value"] = (estimates["k"] / estimates["denominator"]).where(is_shown)
    estimates["k"] = estimates["k"].where(is_shown)
    topics = topics_of(members, frames["tags"])
    results = {
        "teams": teams,
        "topics": topics,
        "estimates": estimates[[*KEY, "n", "n_unknown", "k", "value"]],
    }
    for name, frame in results.items():
        connection.register("result", frame)
        connection.execute(f"copy (from result) to {literal(out / f'{name}.parquet')}")


if __name__ == "__main__":
    compute(*map(Path, sys.argv[1:4]))
