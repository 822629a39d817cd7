"""docs/checks.md as Markdown: the checks that packs may use."""

from collections.abc import Iterator

from dlpulint.checks import CHECKS
from dlpulint.checks.base import Check
from dlpulint.manual.fields import Parameter, kind_text, parameters_of
from dlpulint.manual.generated.escaped_markdown import escaped, table

_GENERATED = (
    "<!-- Written by `python -m tests.generated`: change the check or pack, not this page. -->"
)

_INTRODUCTION = (
    "The checks that rules and limits of a pack can use. A check knows no target and no number:",
    "the pack states both. Each heading is the value of `check` in a pack; the sentence below it",
    "holds when a model passes. Messages may use the slots, the parameters, `{subject}` and",
    "`{count}`. The rules and limits of the shipped packs are listed [per chip](rules/).",
)

_SCOPES = {
    "operator": "Checks one operator at a time: in rules, and as a limit in the operator table.",
    "model": "Checks a whole model, in rules.",
    "placement": "Checks the placement of a model, in rules.",
}


def checks_page() -> str:
    """The whole page."""
    lines = [_GENERATED, "", "# Checks", "", *_INTRODUCTION, ""]
    for check in sorted(CHECKS, key=lambda check: check.name):
        lines += [*_check(check), ""]
    return "\n".join(lines)


def _check(check: Check) -> Iterator[str]:
    yield f"## {check.name}"
    yield ""
    yield escaped(check.statement)
    yield ""
    yield _SCOPES[check.scope]
    parameters = parameters_of(check.params)
    if parameters:
        yield ""
        heads = ("parameter", "type", "default", "meaning")
        yield from table(heads, [_row(parameter) for parameter in parameters])
    if check.slots:
        yield ""
        yield f"Slots: {', '.join(f'`{{{slot}}}`' for slot in check.slots)}"


def _row(parameter: Parameter) -> tuple[str, str, str, str]:
    default = "required" if parameter.default is None else escaped(parameter.default)
    return f"`{parameter.name}`", kind_text(parameter.kind), default, escaped(parameter.words)
