"""Steps of a toolchain in the log of a kit of probes, line by line."""

import re
from collections.abc import Mapping

from dlpulint.logs.records import Compilation, Step

MOST_RUNS = 1_000
MOST_STEPS = 20
"""Bounds on what is kept of a log: compilations, and steps of one."""

ANCHORS = (b"dlpulint step: ",)
"""Parts of the lines that are read here."""

_STEP = re.compile(r"dlpulint step: ([A-Za-z0-9_.-]{1,60}) exit ([0-9]{1,3})(, not by the model)?")


class StepReader:
    """Collects the steps of each compilation."""

    def __init__(self) -> None:
        self._model = ""
        self._begun = 0
        self._steps: dict[tuple[int, str], list[Step]] = {}

    def begin(self, model: str) -> None:
        """Begins the compilation of a model."""
        self._model = model
        self._begun += 1

    def line(self, text: str) -> None:
        """Reads a line."""
        found = _STEP.search(text)
        if found is None or not self._model:
            return
        key = (self._begun, self._model)
        if key in self._steps or len(self._steps) < MOST_RUNS:
            steps = self._steps.setdefault(key, [])
            if len(steps) < MOST_STEPS:
                steps.append(Step(found[1], int(found[2]), by_model=found[3] is None))

    @property
    def compilations(self) -> tuple[Compilation, ...]:
        """The compilations so far that have steps."""
        read: Mapping[tuple[int, str], list[Step]] = self._steps
        return tuple(Compilation(model, tuple(steps)) for (_, model), steps in read.items())
