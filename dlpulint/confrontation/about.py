"""The parts of logs that are about one model on one target."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from msgspec import Struct

from dlpulint.logs.known import KnownLine, known_line
from dlpulint.logs.records import CompilerRun, Log, LoggedLine
from dlpulint.model.kinds import TFLITE
from dlpulint.report.report import ModelReport

_CUSTOM = "CUSTOM"
"""Name in logs of every custom operator."""

_ENDINGS = (".tflite", ".onnx", ".bin", ".larod", "_edgetpu")
_CONVERTED = (
    "float32", "float16", "dynamic_range_quant", "integer_quant", "full_integer_quant",
    "integer_quant_with_int16_act", "full_integer_quant_with_int16_act",
)  # fmt: skip
"""Ends of the names that onnx2tf gives to the files that it makes of a model."""

_SOCS = {
    "artpec-7": "artpec7", "artpec-8": "artpec8", "artpec-9": "artpec9",
    "cv25": "cv25", "cv75": "cv75",
}  # fmt: skip
"""Ends of the names by which cameras state their chip, and the targets."""


class Statement(Struct, frozen=True):
    """A known line of a log about a model."""

    log: Log
    line: LoggedLine
    known: KnownLine


def logged_name(native: str) -> str:
    """Name of an operator in logs, by its name in the file."""
    return native if native in TFLITE else _CUSTOM


def loose_name(name: str) -> str:
    """A name in logs without the spelling of its program: `VisitUnpackOperator` is `unpack`."""
    bare = name.removeprefix("Visit").removesuffix("Operator") if "Visit" in name else name
    return "".join(letter for letter in bare.casefold() if letter.isalnum())


def operators_named(report: ModelReport) -> Counter[str]:
    """How many operators of the main graph have each name in logs."""
    placed = () if report.placement is None else report.placement.operators
    return Counter(logged_name(operator.op) for operator in placed if operator.subgraph == 0)


class Subject:
    """A model on a target, and the other models of the run."""

    def __init__(self, report: ModelReport, logs: Sequence[Log], others: Iterable[str]) -> None:
        self._report, self._logs = report, logs
        own = stem(report.path)
        self._own = {own, *(f"{own}_{end}" for end in _CONVERTED if report.preview)}
        self._others = frozenset(map(stem, others)) - self._own
        names = [line.model for log in logs for line in log.lines]
        names += [run.model for log in logs for run in log.runs]
        self._named = frozenset(stem(name) for name in names if name)

    def statements(self) -> Iterator[Statement]:
        """The known lines that are about the model on this target."""
        for log in self._logs:
            for line in log.lines:
                known = known_line(line.known)
                if self._is_of_target(log, line, known) and self._is_of_model(line.model):
                    yield Statement(log, line, known)

    def runs(self) -> Iterator[tuple[Log, CompilerRun]]:
        """The compiler's runs on the model: those whose tables have its operators."""
        if self._report.target != "artpec7":
            return
        for log in self._logs:
            for run in log.runs:
                if self._is_of_model(run.model) and self.has_operators_of(run):
                    yield log, run

    def strangers(self) -> bool:
        """Whether the compiler's tables are all about other models."""
        tables = [run for log in self._logs for run in log.runs if run.rows]
        return bool(tables) and not any(self.has_operators_of(run) for run in tables)

    def has_operators_of(self, run: CompilerRun) -> bool:
        """Whether a run's table has as many operators of each name as the model."""
        own = operators_named(self._report)
        if not run.rows:
            return run.operators is None or run.operators == own.total()
        table: Counter[str] = Counter()
        for row in run.rows:
            table[logged_name(row.op)] += row.count
        return table == own

    def _is_of_model(self, name: str) -> bool:
        """Whether a name in a log is the model's; a lone name of no other model may be."""
        if not name or stem(name) in self._own:
            return True
        if self._own & self._named or stem(name) in self._others:
            return False
        return len(self._named) == 1

    def _is_of_target(self, log: Log, line: LoggedLine, known: KnownLine) -> bool:
        target = self._report.target
        if line.device:
            return line.device == self._report.device
        if known.kind == "edgetpu-compiler":
            return target == "artpec7"
        soc = log.camera.soc.casefold()
        chip = next((chip for end, chip in _SOCS.items() if soc.endswith(end)), None)
        if chip is not None:
            return chip == target
        if known.targets:
            return target in known.targets
        return self._report.asked_for


def stem(path: str) -> str:
    """A file's name without folder and endings, the same for a model and its compilation."""
    name = PurePosixPath(path.replace("\\", "/")).name
    cut = True
    while cut:
        cut = False
        for ending in _ENDINGS:
            if name.endswith(ending) and name != ending:
                name, cut = name.removesuffix(ending), True
    return name
