#!/usr/bin/env bash
# Write sbom.cdx.json: all parts of a release, in CycloneDX. The environment "release" has no others,
# because the tool that lists them has its own.
set -euo pipefail

python -m pip install --quiet --disable-pip-version-check --require-hashes -r .ci/uv.txt
uv venv release
uv pip install --python release -c constraints.txt --build-constraints constraints.txt .
uv venv tools
uv pip install --python tools cyclonedx-bom==7.5.0
tools/bin/cyclonedx-py environment --pyproject pyproject.toml --output-file sbom.cdx.json release/bin/python
