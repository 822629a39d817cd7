"""Prints the parts of a release as CycloneDX: `python .github/release/sbom.py COMMIT_TIME`.

They are the packages of the Action's lock, and the scripts of others among dlpulint's own files.
The same commit gives the same text.
"""

import datetime
import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parent.parent.parent
_VENDOR = _ROOT / "dlpulint" / "reporters" / "html" / "vendor"

_ENTRY = re.compile(r"^([\w.-]+)==([\w.]+)(?: ; (.+?))? \\\n((?:    --hash=.+\n?)+)", re.MULTILINE)
_HASH = re.compile(r"sha256:([0-9a-f]{64})")
_SCRIPT = re.compile(r"\* (\w+) (\d[\w.]*) for ")


def _locked() -> Iterator[dict[str, Any]]:
    lock = (_ROOT / ".github" / "action" / "requirements.txt").read_text("utf-8")
    for name, version, marker, hashes in _ENTRY.findall(lock):
        url = f"pkg:pypi/{name}@{version}"
        entry = {
            "type": "library",
            "bom-ref": url,
            "name": name,
            "version": version,
            "purl": url,
            "hashes": [{"alg": "SHA-256", "content": content} for content in _HASH.findall(hashes)],
        }
        if marker:
            entry["properties"] = [{"name": "dlpulint:marker", "value": marker}]
        yield entry


def _shipped() -> Iterator[dict[str, Any]]:
    """Scripts of others that are among dlpulint's files, with their licence."""
    for file in sorted(_VENDOR.glob("*.min.js")):
        found = _SCRIPT.search(file.read_text("utf-8"))
        assert found, f"{file.name} does not begin with its name and version"
        name = file.name.removesuffix(".min.js")
        yield {
            "type": "library",
            "bom-ref": f"pkg:npm/%40{name}/{name}@{found[2]}",
            "name": f"@{name}/{name}",
            "version": found[2],
            "licenses": [{"license": {"id": "MIT"}}],
            "purl": f"pkg:npm/%40{name}/{name}@{found[2]}",
        }


def bill(time: int) -> dict[str, Any]:
    """The bill of materials of the checkout, as of the time of its commit."""
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    source = (_ROOT / "dlpulint" / "basics" / "version.py").read_text("utf-8")
    (version,) = re.findall(r'^__version__ = "(.+)"$', source, re.MULTILINE)
    own = f"pkg:pypi/{project['name']}@{version}"
    components = [*_locked(), *_shipped()]
    day = datetime.datetime.fromtimestamp(time, datetime.UTC)
    content = {
        "metadata": {
            "timestamp": day.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": project["name"],
                "version": version,
                "description": project["description"],
                "licenses": [{"expression": project["license"]}],
                "purl": own,
            },
        },
        "components": components,
        "dependencies": [
            {"ref": own, "dependsOn": [component["bom-ref"] for component in components]},
        ],
    }
    serial = uuid.uuid5(uuid.NAMESPACE_OID, json.dumps(content, sort_keys=True))
    form = {"bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": serial.urn}
    return {**form, "version": 1, **content}


if __name__ == "__main__":
    print(json.dumps(bill(int(sys.argv[1])), indent=2))
