"""One module per figure, each with ``build(marts) -> Figure``."""
