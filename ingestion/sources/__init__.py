"""One folder per source: its declaration, its fetcher, its parser and its selection."""
