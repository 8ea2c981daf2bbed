"""Raw assets: what lands a publisher's files."""
