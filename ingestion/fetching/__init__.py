"""Bytes from a publisher: HTTP, rate limits, paging, downloads, schedule, state of a source."""
