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
        from dlpulint.packs.load import load_pack

        return table_text(load_pack(options.show_target, _library(options)))
    if options.list_targets or options.list_rules:
        from dlpulint.manual.lists import rules_text, targets_text
        from dlpulint.packs.shelf import load_packs

        packs = load_packs(options.target or ["all"], _library(options))
        return rules_text(packs) if options.list_rules else targets_text(packs)
    return None


def _library(options: "Options") -> Folders:
    """The packs that there are, those of a config too, even where it has mistakes."""
    file = options.config_file
    if options.rules or file is None:
        return Folders(options.rules)
    from dlpulint.project.config.load_project import rules_of

    return Folders(rules_of(file))


def _proof(pack: Path, library: Folders) -> str:
    """Confirmation that a pack is without mistakes. Raises PackError with those that it has."""
    from dlpulint.proof.prove import check_pack

    mistakes = check_pack(pack, library)
    if mistakes:
        raise PackError([f"{pack}: {mistake}" for mistake in mistakes])
    return f"{pack}: a pack without mistakes; its rules, rows and limits are proved"
