"""OpenAlex: works of the selected venues and topics."""
