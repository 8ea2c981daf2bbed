"""``python -m tests.bench.peers.in_polars RAW GIVEN OUT``: the tables by hand in polars."""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

from tests.bench.peers.given import (
    CLASSES,
    FRONT_MATTER,
    LANDED,
    NEEDED_MENTIONS,
    ORIGINS,
    SMALLEST_EXPECTED,
    SMALLEST_N,
    SUBFIELDS,
    TABLES,
    patterns,
)

PLACE = ["definition", "venue", "period"]
MEMBER = [
    *("n", *PLACE, "is_year", "listed_venue", "team_class", "has_industry", "has_affiliation"),
    *("has_accelerator", "either", "academic", "unknown_slots"),
]
KEY = ["metric", *PLACE, "team_class", "sector"]
SECTORS = ("academia", "industry", "other")
NULL = pl.lit(None, pl.String)
TEAM_CLASS = (
    pl.when(pl.col("has_academia") & pl.col("has_industry"))
    .then(pl.lit("academia_industry"))
    .when(pl.col("has_academia") & ~pl.col("has_other"))
    .then(pl.lit("academic_only"))
    .when(pl.col("has_industry") & ~pl.col("has_other"))
    .then(pl.lit("industry_only"))
    .when(pl.any_horizontal("has_academia", "has_industry", "has_other"))
    .then(pl.lit("other"))
    .otherwise(pl.lit("unknown"))
)


def spaced(name: str) -> pl.Expr:
    """Return lower-case words between single blanks; the end of a clause is an empty word."""
    text = pl.col(name).str.to_lowercase()
    text = text.str.replace_many(dict.fromkeys('-/\n()"', " ") | dict.fromkeys(",.:;?", "  "))
    return pl.concat_str(pl.lit(" "), text, pl.lit(" "))


def read(path: Path) -> pl.DataFrame:
    """Read one landed file."""
    works = pl.read_parquet(
        path,
        columns=[
            *("snapshot_id", "source_row", "title", "publication_year", "primary_location"),
            *("authorships", "topics", "doi", "is_retracted", "abstract"),
        ],
    )
    subfields = pl.element().struct.field("subfield").struct.field("id").is_in(SUBFIELDS)
    title = pl.col("title").str.strip_chars(" ")
    front = title.fill_null("").str.to_lowercase().str.contains(FRONT_MATTER)
    return works.select(
        pl.concat_str("snapshot_id", pl.lit(":"), "source_row").alias("paper_id"),
        pl.col("primary_location").struct.field("source").struct.field("display_name")
        .str.to_lowercase().alias("venue"),
        pl.col("publication_year").alias("year"),
        pl.col("doi").str.replace("https://doi.org/", "", literal=True).str.to_lowercase(),
        (~pl.col("is_retracted") & ~front & pl.col("topics").list.eval(subfields).list.any())
        .alias("is_accepted"),
        title,
        pl.col("authorships").list.len().cast(pl.Int64).alias("authors"),
        pl.col("authorships")
        .list.eval(pl.element().struct.field("raw_affiliation_strings")).alias("strings"),
        "abstract",
    )  # fmt: skip


def mentions_of(works: pl.DataFrame) -> pl.DataFrame:
    """Return a row for each affiliation string of an author."""
    slots = pl.int_ranges(pl.col("strings").list.len()).alias("slot")
    return (
        works.select("n", slots, "strings")
        .explode("slot", "strings")
        .explode("strings")
        .select("n", "slot", pl.col("strings").str.strip_chars(",; ").alias("affiliation"))
        .drop_nulls("affiliation")
        .unique()
    )


def tags_of(works: pl.DataFrame, phrases: pl.DataFrame) -> pl.DataFrame:
    """Return the topics of each work, from one automaton of all phrases."""
    in_title = mentions_in("title", works, phrases)
    is_anywhere = pl.col("place") == "anywhere"
    in_abstract = mentions_in("abstract", works, phrases.filter(is_anywhere))
    often = in_abstract.filter(pl.len().over("n", "topic") >= NEEDED_MENTIONS)
    return pl.concat([in_title, often]).unique()


def mentions_in(name: str, works: pl.DataFrame, phrases: pl.DataFrame) -> pl.DataFrame:
    """Return a row for each mention of a topic: terms that overlap are one mention."""
    forms = pl.concat_str(pl.lit(" "), phrases["form"].unique(), pl.lit(" ")).implode()
    cell, start, end, text = ["n", "topic"], pl.col("start"), pl.col("end"), spaced(name).str
    found = (
        works.select(
            "n",
            text.extract_many(forms, overlapping=True).alias("form"),
            text.find_many(forms, overlapping=True).alias("start"),
        )
        .explode("form", "start")
        .drop_nulls("form")
        .with_columns(pl.col("form").str.strip_chars(" "))
        .with_columns((start + pl.col("form").str.len_bytes()).alias("end"))
        .join(phrases, on="form")
        .sort(*cell, "start", "is_exclusion", descending=[False, False, False, True])
    )
    excluded_to = pl.when("is_exclusion").then(end).cum_max().forward_fill().over(cell)
    return (
        found.with_columns(excluded_to.alias("excluded_to"))
        .filter(~pl.col("is_exclusion"), (end > pl.col("excluded_to")).fill_null(value=True))
        .with_columns(end.cum_max().shift().over(cell).alias("named_to"))
        .filter((start >= pl.col("named_to")).fill_null(value=True))
        .select("n", "topic", "parent")
    )


def naming_of(works: pl.DataFrame, pattern: str, given: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the origins of pre-trained models that each work names."""
    text = pl.concat_str(pl.col("title").fill_null(""), pl.lit(" | "), "abstract")
    printed = pl.col("printed").str.replace_all("[^A-Za-z0-9.]+|^[^A-Za-z0-9]+", "")
    names = given["names"].with_columns(pl.col("name").str.to_lowercase().alias("key"))
    named = (
        works.select(
            "n", "year", text.alias("text"), text.str.extract_all(pattern).alias("printed")
        )
        .explode("printed")
        .drop_nulls("printed")
        .with_columns(printed, printed.str.to_lowercase().alias("key"))
        .join(names, on="key")
        .filter(~pl.col("is_case_sensitive") | (pl.col("printed") == pl.col("name")))
    )
    words = pl.col("text").str.to_lowercase().str.replace_all("[^a-z0-9]+", " ")
    guards = given["contexts"].group_by("context").agg(pl.concat_str(pl.lit(" "), "word"))
    guarded = [
        named.filter(pl.col("context") == context).filter(
            pl.concat_str(pl.lit(" "), words).str.contains_any(found)
        )
        for context, found in guards.iter_rows()
    ]
    return (
        pl.concat([named.filter(pl.col("context").is_null()), *guarded])
        .join(given["models"], on="model")
        .filter(pl.col("released_year") <= pl.col("year"))
        .select("n", "suffix", "sector")
        .unique()
    )


def teams_of(works: pl.DataFrame, mentions: pl.DataFrame, labels: pl.DataFrame) -> pl.DataFrame:
    """Add the team to each work. Authors are split equally over their affiliations and sectors."""
    has = [f"has_{sector}" for sector in SECTORS]
    count = pl.sum_horizontal(has)
    a, i = pl.col("has_academia"), pl.col("has_industry")
    listed = (
        mentions.join(labels.with_columns(count.alias("sectors")), on="affiliation")
        .group_by("n", "slot")
        .agg(
            pl.col(has).any(),
            *(
                pl.when(pl.col("sectors") > 0).then(pl.col(f"has_{s}") / pl.col("sectors"))
                .otherwise(0).mean().alias(f"{s}_authors")
                for s in SECTORS
            ),
            (pl.col("sectors") == 0).mean().alias("unknown_authors"),
        )
        .group_by("n")
        .agg(
            pl.col(has).any(),
            pl.col("^.*_authors$").sum(),
            pl.len().cast(pl.Int64).alias("slots"),
            pl.any_horizontal(has).sum().cast(pl.Int64).alias("known"),
            (a | i).sum().cast(pl.Int64).alias("either"),
            pl.when(a & i).then(0.5).when(a).then(1.0).otherwise(0.0).sum().alias("academic"),
        )
    )  # fmt: skip
    known, slots = pl.col("known").fill_null(0), pl.col("slots").fill_null(0)
    is_aligned = pl.col("authors").is_not_null()
    counted = ["academia_authors", "industry_authors", "other_authors", "either", "academic"]
    return (
        works.join(listed, on="n", how="left")
        .with_columns(
            pl.col(has).fill_null(value=False),
            TEAM_CLASS.alias("team_class"),
            pl.col("slots").is_not_null().alias("has_affiliation"),
            (pl.col("known") == pl.col("authors")).fill_null(value=False).alias("is_team_complete"),
            *(pl.when(is_aligned).then(pl.col(c).fill_null(0)).alias(c) for c in counted),
            pl.col("unknown_authors").fill_null(0) + pl.col("authors") - slots,
            (pl.col("authors") - known).alias("unknown_slots"),
        )
        .with_columns(TEAM_CLASS.alias("team_class"))
    )


def members_of(teams: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    """Return a row for each population, venue and period of a work; pooled rows have no venue."""
    accepted = teams.filter("is_accepted", pl.col("year").is_not_null()).with_columns(
        pl.col("venue").alias("listed_venue"), pl.coalesce("doi", "paper_id").alias("work")
    )
    populations = pl.concat(
        frame.with_columns(pl.lit(name).alias("definition"))
        for name, frame in (
            ("accepted", accepted),
            ("accepted_and_workshop", accepted),
            ("complete_teams", accepted.filter("is_team_complete")),
        )
    )
    by_venue = populations.filter(pl.col("venue").is_not_null()).with_columns(
        pl.col("year").cast(pl.String).alias("period"), pl.lit(value=True).alias("is_year")
    )
    pooled = (
        populations.sort("has_affiliation", "venue", "paper_id", descending=[True, False, False])
        .unique(["definition", "work"], keep="first", maintain_order=True)
        .join_where(periods, pl.col("year").is_between(pl.col("first_year"), pl.col("last_year")))
        .with_columns(NULL.alias("venue"))
    )
    return pl.concat([by_venue.select(MEMBER), pooled.select(MEMBER)])


def topics_of(members: pl.DataFrame, tags: pl.DataFrame) -> pl.DataFrame:
    """Return works and their fractions by topic and area, as ``marts.topic_teams`` has them."""
    parts = tags.with_columns((1 / pl.len().over("n")).alias("share"))
    areas = parts.group_by("n", pl.col("parent").alias("topic")).agg(pl.col("share").sum())
    levels = pl.concat(
        frame.select("n", "topic", "share", pl.lit(is_area).alias("is_area"))
        for frame, is_area in ((parts, False), (areas, True))
    )
    pooled = members.filter(
        pl.col("venue").is_null(), pl.col("definition") != "accepted_and_workshop"
    )
    texts = pooled.filter(
        pl.col("definition") == "accepted", pl.col("has_accelerator").is_not_null()
    )
    texts = texts.with_columns(pl.lit("accepted_with_abstract").alias("definition"))
    cell = ["definition", "period", "team_class"]
    # Periods are computed one at a time, because a work has many topics.
    members = pl.concat([pooled, texts]).select("n", *cell)
    return pl.concat(
        frame.join(levels, on="n")
        .group_by(*cell, "topic", "is_area")
        .agg(pl.len().alias("works"), pl.col("share").sum().alias("fraction"))
        for frame in members.partition_by("definition", "period")
    )


def shares_of(members: pl.DataFrame) -> pl.DataFrame:
    """Return shares of team classes and of industry, and the coverage of affiliations."""
    unknown = (pl.col("team_class") == "unknown").sum().alias("n_unknown")
    known = (pl.col("team_class") != "unknown").sum().alias("n")
    by_class = members.group_by(PLACE).agg(
        known, unknown, *((pl.col("team_class") == c).sum().alias(c) for c in CLASSES),
        pl.col("has_industry").sum().alias("industry"),
        pl.len().alias("works"), pl.col("has_affiliation").sum().alias("covered"),
    )  # fmt: skip
    classes = by_class.unpivot(
        CLASSES, index=[*PLACE, "n", "n_unknown"], variable_name="team_class", value_name="k"
    )
    covered = by_class.filter(pl.col("definition") != "complete_teams")
    return pl.concat([
        classes.with_columns(pl.lit("paper_team_share").alias("metric")),
        by_class.select(*PLACE, "n", "n_unknown", pl.col("industry").alias("k"),
                        pl.lit("any_industry_share").alias("metric")),
        covered.select(*PLACE, pl.col("works").alias("n"), pl.lit(0).alias("n_unknown"),
                       pl.col("covered").alias("k"),
                       pl.lit("paper_affiliation_coverage").alias("metric")),
    ], how="diagonal_relaxed")  # fmt: skip


def adoption_of(members: pl.DataFrame, naming: pl.DataFrame) -> pl.DataFrame:
    """Return shares that name pre-trained models and accelerators, and abstract coverage."""
    accepted, is_pooled = pl.col("definition") == "accepted", pl.col("venue").is_null()
    adopters = members.filter(accepted | ((pl.col("definition") == "complete_teams") & is_pooled))
    compared = members.filter(
        accepted, is_pooled, pl.col("period").is_in(["2020-2022", "2023-latest"])
    )
    venues = (
        compared.filter(pl.col("has_accelerator").is_not_null())
        .group_by("listed_venue").agg(pl.col("period").n_unique()).filter(pl.col("period") == 2)
    )  # fmt: skip
    same = compared.join(venues, on="listed_venue", how="semi", nulls_equal=False).with_columns(
        pl.lit("accepted_same_venues").alias("definition")
    )
    columns = [*PLACE, "team_class", "n", "has_accelerator"]
    adopters = pl.concat([adopters.select(columns), same.select(columns)])
    teams = pl.concat([
        adopters.filter(pl.col("team_class") != "unknown"),
        adopters.with_columns(NULL.alias("team_class")),
    ])  # fmt: skip
    cell = [*PLACE, "team_class"]
    totals = teams.group_by(cell).agg(
        pl.col("has_accelerator").count().alias("known"),
        pl.col("has_accelerator").null_count().alias("n_unknown"),
        pl.col("has_accelerator").sum().alias("k"),
    ).rename({"known": "n"})  # fmt: skip
    counts = (
        teams.select("n", *cell).join(naming, on="n")
        .group_by(*cell, "suffix", "sector").agg(pl.len().alias("named"))
    )  # fmt: skip
    variants = ("", "_open_weights", "_no_architectures")
    kinds = [("", None), *((v, o) for v in variants for o in ORIGINS)]
    kinds += [("_any_origin", sector) for sector in SECTORS]
    shown = pl.DataFrame(kinds, {"suffix": pl.String, "sector": pl.String}, orient="row")
    mentions = (
        totals.filter(pl.col("n") > 0).drop("k")
        .join(shown, how="cross")
        .filter((pl.col("suffix") == "") | (accepted & is_pooled))
        .join(counts, on=[*cell, "suffix", "sector"], how="left", nulls_equal=True)
        .select(pl.lit("pretrained_adoption").alias("metric"),
                pl.concat_str("definition", "suffix").alias("definition"), *cell[1:], "sector",
                "n", "n_unknown", pl.col("named").fill_null(0).alias("k"))
    )  # fmt: skip
    covered = totals.filter(accepted, pl.col("team_class").is_null()).select(
        pl.lit("abstract_coverage").alias("metric"), *PLACE,
        (pl.col("n") + pl.col("n_unknown")).alias("n"), pl.lit(0).alias("n_unknown"),
        pl.col("n").alias("k"),
    )  # fmt: skip
    accelerators = totals.filter(pl.col("n") > 0).with_columns(
        pl.lit("accelerator_mention_share").alias("metric")
    )
    return pl.concat([mentions, accelerators, covered], how="diagonal_relaxed")


def mixing_of(members: pl.DataFrame) -> pl.DataFrame:
    """Return mixed teams, and the mixed teams that are expected if authors mix at random."""
    either, p, size = pl.col("either"), pl.col("p"), pl.col("authors_known")
    is_unknown = either.is_null() | ((either < 2) & (either + pl.col("unknown_slots") >= 2))
    years = members.filter("is_year", pl.col("definition") != "accepted_and_workshop").with_columns(
        is_unknown.sum().over(PLACE).alias("n_unknown")
    )
    teams = years.filter(either >= 2).with_columns(
        (pl.col("academic").sum() / either.sum()).over(PLACE).alias("p"),
        either.cast(pl.Float64).alias("authors_known"),
    )
    return (
        teams.group_by(PLACE)
        .agg(
            pl.lit("normalised_collaboration").alias("metric"),
            pl.len().alias("n"),
            pl.col("n_unknown").first(),
            ((pl.col("academic") > 0) & (pl.col("academic") < either)).sum().alias("k"),
            (1 - p.pow(size) - (1 - p).pow(size)).sum().alias("denominator"),
        )
        .filter(pl.col("denominator") >= SMALLEST_EXPECTED)
    )


def compute(raw: Path, given: Path, out: Path) -> None:
    """Write the tables of landed works to ``out``, with texts of one file in memory."""
    # Word boundaries are ASCII, as in the other engines, because those of Unicode take 18 times as
    # long.
    names, accelerator = (p.replace(r"\b", r"(?-u:\b)") for p in patterns(given))
    tables = {path.stem: pl.read_parquet(path) for path in given.glob("*.parquet")}
    parts: dict[str, list[pl.DataFrame]] = {"works": [], "mentions": [], "tags": [], "naming": []}
    start = 0
    for path in sorted(raw.glob(LANDED)):
        works = read(path).with_row_index("n", start)
        start += len(works)
        parts["mentions"].append(mentions_of(works))
        parts["tags"].append(tags_of(works, tables["phrases"]))
        parts["naming"].append(naming_of(works, names, tables))
        has_accelerator = pl.col("abstract").str.contains(accelerator).alias("has_accelerator")
        parts["works"].append(
            works.with_columns(has_accelerator).drop("strings", "abstract", "title")
        )
    found = {name: pl.concat(frames) for name, frames in parts.items()}
    teams = teams_of(found["works"], found["mentions"], tables["labels"])
    members = members_of(teams, tables["periods"])
    shares = pl.concat(
        [shares_of(members), adoption_of(members, found["naming"])], how="diagonal_relaxed"
    )
    shares = shares.with_columns(pl.col("n").cast(pl.Float64).alias("denominator"))
    is_shown = pl.col("n") >= SMALLEST_N
    estimates = pl.concat([shares, mixing_of(members)], how="diagonal_relaxed").select(
        *KEY, "n", "n_unknown", pl.when(is_shown).then("k").alias("k"),
        pl.when(is_shown).then(pl.col("k") / pl.col("denominator")).alias("value"),
    )  # fmt: skip
    results = {"teams": teams, "topics": topics_of(members, found["tags"]), "estimates": estimates}
    for table in TABLES:
        results[table].write_parquet(out / f"{table}.parquet")


if __name__ == "__main__":
    compute(*map(Path, sys.argv[1:4]))
