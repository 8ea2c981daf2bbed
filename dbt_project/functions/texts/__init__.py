"""What the title, keywords and abstract of a work name: topics, models, accelerators."""
