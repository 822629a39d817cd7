"""Answers that need no model: the manual, and whether a pack is sound."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dlpulint.basics.errors import PackError, UsageError
from dlpulint.packs.library import Folders

if TYPE_CHECKING:
    from dlpulint.cli.options import Options
    from dlpulint.packs.pack import Pack


def answer(options: "Options") -> str | None:
    """Text for the first question that the options ask, or JSON; `None` where they ask none.

    Raises DlpulintError for a name that nothing has, for a pack with mistakes, and for a format
    in which a question is not answered.
    """
    if options.check_pack is not None:
        return _proof(Path(options.check_pack), _library(options))
    if options.report_mistake is not None:
        return _issue(*options.report_mistake, options)
    if options.probe is not None:
        return _probe(options.probe, options)
    if not _asks(options):
        return None
    return _as_json(options) if _wants_json(options) else _as_text(options)


def _asks(options: "Options") -> bool:
    return bool(
        options.explain is not None
        or options.show_target is not None
        or options.list_cameras
        or (options.camera and options.asks_nothing_else)
        or options.list_targets
        or options.list_rules
    )


def _wants_json(options: "Options") -> bool:
    """Whether the answer is asked for as JSON. Raises UsageError for any other format but text."""
    for format in options.format:
        if format not in ("text", "json"):
            raise UsageError(
                f"--format {format}: lists and explanations are written as text or json, to "
                "standard output"
            )
    return "json" in options.format


def _as_text(options: "Options") -> str:
    library = _library(options)
    if options.explain is not None:
        from dlpulint.manual.explain import explanation

        return explanation(options.explain, library, options.target)
    if options.show_target is not None:
        from dlpulint.manual.target_table import table_text

        return "\n\n".join(map(table_text, _packs((options.show_target,), library)))
    if options.list_cameras:
        from dlpulint.manual.camera_list import cameras_text

        return cameras_text(options.target, library)
    if options.list_targets or options.list_rules:
        from dlpulint.manual.lists import rules_text, targets_text

        packs = _packs(options.target, library)
        return rules_text(packs) if options.list_rules else targets_text(packs)
    from dlpulint.manual.camera_list import camera_text

    return "\n\n".join(map(camera_text, options.camera))


def _as_json(options: "Options") -> str:
    import msgspec

    from dlpulint.manual import answering

    library = _library(options)
    if options.explain is not None:
        answers = answering.explained(options.explain, library, options.target)
    elif options.show_target is not None:
        answers = answering.table_answer(_packs((options.show_target,), library))
    elif options.list_cameras:
        answers = answering.cameras_answer(options.target, library)
    elif options.list_rules:
        answers = answering.rules_answer(_packs(options.target, library))
    elif options.list_targets:
        answers = answering.targets_answer(_packs(options.target, library))
    else:
        answers = answering.named_cameras_answer(options.camera)
    return msgspec.json.format(msgspec.json.encode(answers), indent=1).decode()


def _issue(model: str, wrong: str, options: "Options") -> str:
    """An issue about a finding or verdict. Raises DlpulintError where the model has none such."""
    from dlpulint.cli.stated_settings import settings_of_options
    from dlpulint.engine.model_files import refuse_remote
    from dlpulint.manual.mistake import issue_text

    refuse_remote(model, "an issue is written about a file on this machine")
    stated = settings_of_options(options).versions[0]
    return issue_text(Path(model), wrong, _packs(options.target, _library(options)), stated)


def _probe(target: str, options: "Options") -> str:
    """A kit of probes that is written to a folder, or the outcomes of its log."""
    from dlpulint.probing.answers import kit_answer, log_answer

    if options.output is None:
        raise UsageError("--probe writes several files: name their folder with --output")
    folder = Path(options.output)
    if not options.log:
        return kit_answer(target, folder, _library(options), options.part or 1)
    from dlpulint.cli.logs import logs_of

    return log_answer(target, folder, logs_of(options, ()), _library(options))


def _packs(names: Sequence[str], library: Folders) -> Sequence["Pack"]:
    from dlpulint.packs.shelf import load_packs

    return load_packs(names or ["all"], library)


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
