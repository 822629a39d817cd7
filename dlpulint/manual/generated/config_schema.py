"""The JSON schema of configs, for editors to complete and check them: docs/config.schema.json."""

from dlpulint.manual.generated.pack_schema import Maker
from dlpulint.project.config.tables import ConfigTable


def config_schema() -> str:
    """The schema as text."""
    maker = Maker({})
    return maker.text("A project's config of dlpulint", maker.table(ConfigTable))
