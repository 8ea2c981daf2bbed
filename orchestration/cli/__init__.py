"""The command line: one module for each command with a body of its own."""
