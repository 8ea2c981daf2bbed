"""Great Expectations at three borders: raw, staging and marts. Suites are data, run in DuckDB."""
