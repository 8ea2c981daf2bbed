"""The change of a share, and of an answer since the list before."""

from reports.marts.changes import UNCLEAR
from reports.marts.reader import Fact, Marts
from reports.marts.revisions import answer_revision
from reports.questions.question import Answer
from reports.questions.wording import say
from reports.text.formatting import with_sign
from reports.text.sentence import Sentence, day
from reports.text.units import format_number, unit

NO_TEST = "Both lists share every other model, so the difference is exact and needs no test."


def moved(difference: Fact, up: str = "rose", down: str = "fell") -> Sentence:
    """Write by how much a share rose or fell, or that a test does not tell."""
    row = difference.row
    if row["ci_low"] <= 0 <= row["ci_high"]:
        numbers = {
            name: difference.number(name, with_sign(100 * row[name], 1))
            for name in ("value", "ci_low", "ci_high")
        }
        return Sentence(f"{UNCLEAR} ({{value}} points, {{ci_low}} to {{ci_high}})", numbers)
    verb = up if row["ci_low"] > 0 else down
    parts = {
        name: difference.number(name, f"{100 * row[name]:.1f}")
        for name in ("size", "least", "most")
    }
    return Sentence(f"{verb} by {{size}} points ({{least}} to {{most}})", parts)


def since_last_list(marts: Marts, question: str) -> Answer | None:
    """State an answer on the list before, and which models moved since; None without that list."""
    fact = answer_revision(marts, question)
    if fact is None:
        return None
    kind, row = unit(fact.row["unit"]), fact.row
    number = format_number(row["old_value"], row["unit"], kind.prose)
    cases = " ({old_k} of {old_n})" if row["old_k"] is not None else ""
    counts = {
        name: fact.count(name)
        for name in ("old_k", "old_n", "n_entered", "n_left", "n_reclassified", "n_altered")
        if row[name] is not None
    }
    before = say(
        f"On the list of {{list}}, this answer was {{value}}{kind.name and ' '}{kind.name}{cases}.",
        list=day(row["old_vintage"]),
        value=fact.number("old_value", number),
        **counts,
    )
    if row["n_entered"] is None:
        return Answer([before])
    moved = say(
        "Since then, {n_entered} notable models entered the period (new to the list, or with a new "
        "date), {n_left} left it, {n_reclassified} changed class and {n_altered} changed date or "
        "compute.",
        **counts,
    )
    rule = [say(f"Between the lists, {row['rule_changes']}.")] if row["rule_changes"] else []
    return Answer([before, moved, *rule, say(NO_TEST)])
