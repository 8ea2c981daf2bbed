"""The judgement on data: expectations, limits of moves, overrides, and the verdict."""
