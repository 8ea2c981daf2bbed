"""Queries of DuckDB mean the same on Apache Spark, where sqlglot alone would change them."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlglot

from orchestration.spark.translate import to_spark


@pytest.mark.parametrize(
    ("expression", "translation"),
    [
        ("words[1]", "GET(words, CAST((1) - 1 AS INT))"),
        ("words[place + 1]", "GET(words, CAST((place + 1) - 1 AS INT))"),
        ("hash(word, other)", "(XXHASH64(word, other) & 9223372036854775807)"),
        ("regexp_replace(text, '(a)b', '\\1', 'g')", "REGEXP_REPLACE(text, '(a)b', '$1')"),
        ("1.0 / authors", "1.0e0 / authors"),
        ("sum(weight order by feature)", "SUM(weight)"),
    ],
)
def test_expressions_keep_their_meaning(expression: str, translation: str) -> None:
    assert to_spark(f"select {expression}", Path("raw")) == f"SELECT {translation}"


def test_files_are_those_of_the_installation_and_tables_have_no_schema() -> None:
    query = 'select * from "record"."raw"."works" anti join read_parquet(\'a/*.parquet\', x = true)'
    expected = "SELECT * FROM `works` ANTI JOIN parquet.`/raw/a/*.parquet`"
    assert to_spark(query, Path("/raw")) == expected


def test_a_list_in_an_order_is_refused() -> None:
    with pytest.raises(sqlglot.UnsupportedError):
        to_spark("select list(word order by place)", Path("raw"))
