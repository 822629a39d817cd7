"""Answers that need no model: the manual, and whether a pack is sound."""

from pathlib import Path
from typing import TYPE_CHECKING

from dlpulint.basics.errors import PackError
from dlpulint.packs.library import Folders

if TYPE_CHECKING:
    from dlpulint.cli.options import Options


def answer(options: "Options") -> str | None:
    """Text for the first question that the options ask; `None` where they ask none.

    Raises DlpulintError for a name that nothing has, and for a pack with mistakes.
    """
    if options.check_pack is not None:
        return _proof(Path(options.check_pack), _library(options))
    if options.explain is not None:
        from dlpulint.manual.explain import explanation

        return explanation(options.explain, _library(options), options.target)
    if options.show_target is not None:
        from dlpulint.manual.target_table import table_text
        from dlpulint.packs.shelf import load_packs

        packs = load_packs((options.show_target,), _library(options))
        return "\n\n".join(map(table_text, packs))
    if options.list_cameras:
        from dlpulint.manual.camera_list import cameras_text

        return cameras_text(options.target, _library(options))
    if options.camera and options.asks_nothing_else:
        from dlpulint.manual.camera_list import camera_text

        return "\n\n".join(map(camera_text, options.camera))
    if options.list_targets or options.list_rules:
        from dlpulint.manual.lists import rules_text, targets_text
        from dlpulint.packs.shelf import load_packs

        packs = load_packs(options.target or ["all"], _library(options))
        return rules_text(packs) if options.list_rules else targets_text(packs)
    return None


def _library(options: "Options") -> Folders:
    """All packs, those of a config included, even if it has mistakes."""
    file = options.config_file
    if options.rules or file is None:
        return Folders(options.rules)
    from dlpulint.project.config.load_project import rules_of

    return Folders(rules_of(file))


def _proof(pack: Path, library: Folders) -> str:
    """Confirmation that a pack has no mistakes. Raises PackError with all of its mistakes."""
    from dlpulint.proof.prove import check_pack

    mistakes = check_pack(pack, library)
    if mistakes:
        raise PackError([f"{pack}: {mistake}" for mistake in mistakes])
    return f"{pack}: OK: every rule, row and limit holds on both sides"
