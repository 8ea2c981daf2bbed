from typing import Any

from dbt_project.batches import table_of
from dbt_project.functions.choices.combinations import Question, Specification
from dbt_project.functions.choices.topics import Works, topic_specifications
from dbt_project.rows import rows_of


def model(dbt: Any, session: Any) -> Any:
    questions = rows_of(Question, dbt.ref("int_answer_axes").filter("question = 'on-what'"))
    papers = dbt.ref("int_intensity_papers").order("paper_key")
    topics = dbt.ref("int_works__topics").filter("entity = 'papers'").order("work_key, topic")
    cuts = dbt.ref("int_choices").filter("quantile is not null").project("choice, quantile")
    works = Works(papers.fetchnumpy(), topics.fetchnumpy())
    found = [
        specification
        for question in questions
        for specification in topic_specifications(question, works, dict(cuts.fetchall()))
    ]
    return table_of(Specification, [found], session)
