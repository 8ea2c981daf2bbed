"""The TOP500 lists of computers, as sums."""
