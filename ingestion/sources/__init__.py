"""One folder a source: what it holds, how it is fetched and parsed, and what is selected of it."""
