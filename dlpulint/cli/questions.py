"""What the command line answers without a model: the manual, and whether a pack is sound."""

from collections.abc import Sequence
from pathlib import Path

from dlpulint.basics.errors import PackError
from dlpulint.packs.library import Folders


def library_of(rules: Sequence[Path], config: Path | None) -> Folders:
    """The packs that there are, those of a config too, even where it has mistakes."""
    if not rules and config is not None:
        from dlpulint.project.config.load_project import rules_of

        rules = rules_of(config)
    return Folders(tuple(rules))


def explanation(word: str, targets: Sequence[str], library: Folders) -> str:
    """All about a rule, limit or row, or what is said of an operator."""

    from dlpulint.manual.explain import explanation as text

    return text(word, library, targets)


def listed(targets: Sequence[str], library: Folders, *, rules: bool) -> str:
    """The targets, or the rules of some or all of them."""
    from dlpulint.manual.lists import rules_text, targets_text
    from dlpulint.packs.shelf import load_packs

    packs = load_packs(targets or ["all"], library)
    return rules_text(packs) if rules else targets_text(packs)


def table(target: str, library: Folders) -> str:
    """A target's operator table."""
    from dlpulint.manual.target_table import table_text
    from dlpulint.packs.load import load_pack

    return table_text(load_pack(target, library))


def proof(pack: Path, library: Folders) -> str:
    """That a pack is without mistakes. Raises PackError with those that it has."""
    from dlpulint.proof.prove import check_pack

    mistakes = check_pack(pack, library)
    if mistakes:
        raise PackError([f"{pack}: {mistake}" for mistake in mistakes])
    return f"{pack}: a pack without mistakes; its rules, rows and limits are proved"
