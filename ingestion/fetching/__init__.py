"""Transfer of bytes from a publisher: HTTP, rate limits, paging, downloads, schedule, state."""
