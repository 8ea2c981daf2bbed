"""Learning recovers planted sectors, and all names of an organisation are held out together."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from tests.bench.learn import SECTORS, Examples, Groups, Name, chosen_names, learn

NAMES = [
    Name("Example", "industry", "alias", "example"),
    Name("Example Labs", "industry", "alias", "example"),
    Name("Example (France)", "industry", "ror", "r1"),
    Name("Sample University", "academia", "ror", "r2"),
]


def test_names_of_one_organisation_have_one_fold() -> None:
    groups = Groups(NAMES)
    assert groups.root("r1") == groups.root("example")
    assert groups.fold("r1") == groups.fold("example")
    assert groups.root("r2") != groups.root("example")


def test_our_own_name_decides_and_an_ambiguous_one_does_not() -> None:
    names = [
        Name("Acme", "other", "ror", "r1"),
        Name("Acme", "industry", "alias", "acme"),
        Name("Twin", "other", "ror", "r2"),
        Name("Twin", "academia", "ror", "r3"),
    ]
    assert chosen_names(names) == {"Acme": names[1]}


def test_planted_weights_are_recovered() -> None:
    random = np.random.default_rng(0)
    count, planted = 20_000, np.array([[1.0, 0.0, 0.0, 0.0], [0.0, 1.5, 0.0, 0.0]])
    cells = random.integers(0, 2, (count, 2)).astype(float)
    chances = np.exp(cells @ planted)
    chances /= chances.sum(1, keepdims=True)
    drawn = (random.random((count, 1)) > chances.cumsum(1)).sum(1)
    named = drawn < SECTORS.index("none")
    names = [Name(str(i), SECTORS[k], "epoch", "e") for i, k in enumerate(drawn[named])]
    data = Examples(names, ["one", "two"], sp.csr_matrix(cells[named]))
    learned = learn(data, np.arange(len(names)))
    academia, _, other = learned["one"]
    assert abs(academia - other - 1.0) < 0.15
    _, industry, other = learned["two"]
    assert abs(industry - other - 1.5) < 0.15
