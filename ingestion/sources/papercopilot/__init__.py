"""Paper Copilot: conference paper lists."""
