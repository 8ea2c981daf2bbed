#!/usr/bin/env bash
# Write sbom.cdx.json: all parts of a release, in CycloneDX. The environment "release" has no others,
# because the tool that lists them has its own.
set -euo pipefail

python -m venv release
release/bin/python -m pip install --disable-pip-version-check -c constraints.txt .
python -m venv tools
tools/bin/python -m pip install --disable-pip-version-check cyclonedx-bom==7.5.0
tools/bin/cyclonedx-py environment --pyproject pyproject.toml --output-file sbom.cdx.json release/bin/python
