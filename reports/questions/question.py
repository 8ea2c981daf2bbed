"""What a question of the site declares, and the form of its answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from reports.marts.headlines import Headline
from reports.marts.reader import Marts
from reports.marts.tables import MartTable
from reports.text.sentence import Sentence, joined


@dataclass(frozen=True)
class Answer:
    """A fact in one wording: sentences with intervals, and the same fact as the title of a figure.

    ``title`` is None if the intervals do not support it.
    """

    sentences: Sequence[Sentence]
    title: Sentence | None = None

    @property
    def text(self) -> Sentence:
        """Return all sentences as one."""
        return joined(self.sentences)


def title(answer: Answer | None) -> Sentence | None:
    """Return the title of a figure that shows a fact; None without one."""
    return answer.title if answer else None


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of the site.

    ``figures`` are the names of modules in ``reports/figures``; ``headlines`` and ``tables`` are
    shown in this order. ``near`` are ids of pages on the same subject. ``words`` are others under
    which readers search for the page.
    """

    id: str
    link: str
    title: str
    figures: Sequence[str] = ()
    headlines: Sequence[Headline] = ()
    tables: Sequence[MartTable] = ()
    near: Sequence[str] = ()
    words: str = ""


Fact = Callable[[Marts], Answer | None]


@dataclass(frozen=True, kw_only=True)
class Question(Page):
    """A question: its answer, and what the answer means and does not mean.

    ``cases`` says what the number of the answer counts, where its n does not say it. ``doubted``
    begins the sentence on other choices, if these are not of its first number. ``also`` are the
    titles of further numbers with combinations of choices, by their ids. ``terms`` are words of the
    glossary that the page explains.
    """

    means: str
    means_not: str
    answer: Fact
    cases: Callable[[Marts], Sentence | None] | None = None
    doubted: str = "Other choices"
    also: Mapping[str, str] = field(default_factory=dict, hash=False)
    terms: Sequence[str] = ()

    @property
    def numbers(self) -> Mapping[str, str]:
        """Return the titles of the numbers that have combinations of choices, by their ids."""
        return {self.id: self.title, **self.also}
