"""One module a source; ``ingestion.registry`` lists them."""
