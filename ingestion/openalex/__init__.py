"""OpenAlex over its API: what to ask for, within which budget, page by page, and what changed."""
