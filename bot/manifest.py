"""The app as Slack is told about it: manifest.yml, which stands at the top of a checkout and inside an installed package."""

from pathlib import Path
from typing import Any

import yaml

_HERE = Path(__file__).parent


def read_manifest() -> dict[str, Any]:
    """The manifest, parsed."""
    installed = _HERE / "manifest.yml"
    path = installed if installed.exists() else _HERE.parent / "manifest.yml"
    manifest: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return manifest
