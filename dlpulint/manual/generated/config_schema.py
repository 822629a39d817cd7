"""A JSON schema of configs, so that editors complete and check them: docs/config.schema.json."""

import json

from dlpulint.manual.generated.pack_schema import Maker
from dlpulint.project.config.tables import ConfigTable


def config_schema() -> str:
    """The whole schema (draft 7, which editors for TOML know), as text."""
    maker = Maker({})
    whole = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A project's config of dlpulint",
        **maker.table(ConfigTable),
        "definitions": dict(sorted(maker.definitions.items())),
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"
