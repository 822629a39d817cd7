"""What the workflow says to the Action.

The inputs come as environment variables, because a shell would read more into them.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from dlpulint.basics.errors import DlpulintError
from dlpulint.project.config.load_project import load_project

_CATEGORY = 100
"""Characters that dlpulint takes of a category."""


class Inputs(Struct, frozen=True):
    """What the workflow says."""

    models: tuple[str, ...]
    targets: str
    fail_on: str
    config: str
    category: str
    summary: bool
    annotations: bool

    @property
    def options(self) -> list[str]:
        """The options of the command line that say the same."""
        said = {"--target": self.targets, "--fail-on": self.fail_on, "--config": self.config}
        # One argument each, so that a value is never taken for an option.
        return [f"{option}={value}" for option, value in said.items() if value]


def inputs_of(environment: Mapping[str, str]) -> Inputs:
    """The inputs, without the spaces and empty lines that YAML leaves around them."""

    def said(name: str) -> str:
        return environment.get(f"INPUT_{name}", "").strip()

    lines = (line.strip() for line in said("MODELS").splitlines())
    targets = said("TARGETS")
    return Inputs(
        models=tuple(line for line in lines if line),
        targets=targets,
        fail_on=said("FAIL_ON"),
        config=said("CONFIG"),
        category=said("CATEGORY") or matrix_category(said("MATRIX"), targets),
        summary=said("SUMMARY") != "false",
        annotations=said("ANNOTATIONS") != "false",
    )


def matrix_category(matrix: str, targets: str) -> str:
    """A category for each job of a matrix, as they would overwrite each other's results.

    Targets need none: they are in the category as it is.
    """
    values = json.loads(matrix or "null") or {}
    words = [
        f"{value}" for _, value in sorted(values.items()) if not isinstance(value, dict | list)
    ]
    text = "-".join(word for word in words if word and word != targets)
    return "".join(letter for letter in text if letter.isprintable())[:_CATEGORY].strip("/ ")


def default_models(config: Path | None) -> tuple[str, ...]:
    """No paths where the config says itself which files it is about, else the whole checkout."""
    try:
        project = None if config is None else load_project(config).config
    except DlpulintError:
        project = None  # dlpulint tells of it.
    return () if project is not None and project.groups else (".",)
