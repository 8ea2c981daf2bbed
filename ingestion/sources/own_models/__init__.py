"""Your own list of models in one plain format, beside that of the publisher."""
