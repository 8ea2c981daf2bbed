"""What all rooms share: settings, the state of an installation, locks, and its upkeep."""
