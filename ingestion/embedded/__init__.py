"""The published record: facts that their publishers let anybody pass on."""
