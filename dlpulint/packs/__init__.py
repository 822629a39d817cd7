"""Rule packs: what one target answers, as typed data read from TOML."""

from dlpulint.packs.applying import pack_for
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack, load_pack_file
from dlpulint.packs.pack import Condition, Limit, Pack, Row, Rule
from dlpulint.packs.tables import Examples, Source
from dlpulint.packs.toolchain import Toolchain

__all__ = [
    "Condition",
    "Examples",
    "Folders",
    "Limit",
    "Pack",
    "Row",
    "Rule",
    "Source",
    "Toolchain",
    "load_pack",
    "load_pack_file",
    "pack_for",
]
