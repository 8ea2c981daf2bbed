"""The judgement on data: Great Expectations, limits of moves, overrides, and the verdict on a build."""
