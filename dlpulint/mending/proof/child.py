"""The child process that runs a mended file against its original in LiteRT.

    python -P -m dlpulint.mending.proof.child

reads a request from standard input. It writes lines: the file that is run next, for LiteRT may
crash on files that it ought to refuse, and in the end the result.
"""

import os
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any, Literal

import msgspec

from dlpulint.mending.proof.result import OutputError, ProofRequest, ProofResult
from dlpulint.mending.proof.steps import applied

_FAILURES = (RuntimeError, ValueError, TypeError)
"""What LiteRT raises for a file that it does not load or run."""

_Range = Literal["whole", "positive", "ones"]
_RANGES: tuple[_Range, ...] = ("whole", "positive", "ones")
"""Inputs that are tried: a square root fails for negative numbers, an index out of range."""

_INTEGERS = {"int8": (-128, 127), "uint8": (0, 255), "int16": (-32768, 32767)}


def main() -> None:
    """Answers the request on standard input."""
    request = msgspec.json.decode(sys.stdin.buffer.read(), type=ProofRequest)
    with os.fdopen(os.dup(1), "wb", buffering=0) as answers:
        # What LiteRT prints is no answer.
        os.dup2(2, 1)
        result = compared(request, lambda name: answers.write(f"{name}\n".encode()))
        answers.write(msgspec.json.encode(result))


def compared(request: ProofRequest, note: Callable[[str], object]) -> ProofResult:
    """Result of running the files of a request; `note` is called with the name of the next."""
    runners: dict[str, _Runner] = {}
    refusal = request.refusal
    files = {"original": request.original, "mended": request.mended, "tail": request.tail}
    for name, file in files.items():
        if file is None:
            continue
        note(name)
        try:
            runners[name] = _Runner(file, keep=name == "original")
        except _FAILURES as error:
            if name == "original":
                refusal = _clause(error)
            elif name == "mended":
                status = "neither-loads" if refusal else "mended-fails"
                return _result(status, request, reason=_clause(error))
            else:
                return _result("tail-fails", request, reason=_clause(error))
    if refusal:
        return _result("original-fails", request, reason=refusal)
    return _Comparison(request, runners, note).result()


class _Comparison:
    """Runs on all seeds."""

    def __init__(
        self,
        request: ProofRequest,
        runners: "dict[str, _Runner]",
        note: Callable[[str], object],
    ) -> None:
        self._request, self._runners, self._note = request, runners, note
        self._errors: list[list[_Error]] = []
        self._tail_exact: bool | None = None
        self._application: list[float] = []

    def result(self) -> ProofResult:
        self._note("original")
        range, reason = self._range()
        if range is None:
            return _result("original-fails", self._request, reason=reason)
        for seed in self._request.comparison.seeds:
            failed = self._run(seed, range)
            if failed is not None:
                return failed
        names = self._runners["mended"].output_names
        return _result(
            "compared",
            self._request,
            outputs=tuple(
                _output_error(name, [run[at] for run in self._errors])
                for at, name in enumerate(names)
            ),
            tail_exact=self._tail_exact,
            application_error=max(self._application, default=None),
        )

    def _range(self) -> "tuple[_Range | None, str]":
        """The widest range of inputs on which the original runs."""
        original, reason = self._runners["original"].again(), ""
        for range in _RANGES:
            try:
                original.run(original.random(self._request.comparison.seeds[0], range))
            except _FAILURES as error:
                reason = _clause(error)
            else:
                return range, ""
        return None, reason

    def _run(self, seed: int, range: "_Range") -> ProofResult | None:
        """Compares one run; the result where a file does not run."""
        # Anew for each run: some models keep a state from one to the next.
        runners = {name: runner.again() for name, runner in self._runners.items()}
        request, original, mended = self._request, runners["original"], runners["mended"]
        self._note("original")
        given = original.random(seed, range)
        results = original.run(given)
        self._note("mended")
        try:
            answers = mended.run([original.tensor(end.origin) for end in request.comparison.inputs])
        except _FAILURES as error:
            return _result("mended-fails", request, reason=_clause(error))
        errors = []
        for end, answer in zip(request.comparison.outputs, answers, strict=True):
            errors.append(_error(original.tensor(end.origin), answer))
            if end.route is not None and end.route.steps:
                made = applied(end.route.steps, answer)
                self._application.append(_distance(results[end.route.position], made))
        self._errors.append(errors)
        for fed in request.comparison.inputs:
            if fed.steps:
                made = applied(fed.steps, given[fed.position])
                self._application.append(_distance(original.tensor(fed.origin), made))
        if "tail" not in runners:
            return None
        self._note("tail")
        ends = [answers[at] for at in request.comparison.tail_ends]
        ends += [given[at] for at in request.comparison.tail_inputs]
        try:
            same = _same_bytes(results, runners["tail"].run(ends))
        except _FAILURES as error:
            return _result("tail-fails", request, reason=_clause(error))
        self._tail_exact = same and self._tail_exact is not False
        return None


class _Runner:
    """A file in LiteRT, without delegates, whose kernels may round otherwise."""

    def __init__(self, file: bytes, *, keep: bool = False) -> None:
        from ai_edge_litert.interpreter import Interpreter, OpResolverType

        self._file, self._keep = file, keep
        self._interpreter: Any = Interpreter(
            model_content=file,
            num_threads=1,
            experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
            experimental_preserve_all_tensors=keep,
        )
        self._interpreter.allocate_tensors()
        self._inputs = self._interpreter.get_input_details()
        self._outputs = self._interpreter.get_output_details()

    def again(self) -> "_Runner":
        """The file loaded anew."""
        return _Runner(self._file, keep=self._keep)

    @property
    def output_names(self) -> list[str]:
        """Names of the outputs."""
        return [str(details["name"]) for details in self._outputs]

    def random(self, seed: int, range: _Range) -> list[Any]:
        """Inputs of a seed: integers of the whole range, other numbers between 0 and 1."""
        import numpy as np

        random = np.random.default_rng(seed)
        found = []
        for details in self._inputs:
            shape, dtype = details["shape"], np.dtype(details["dtype"])
            if range != "ones" and dtype.name in _INTEGERS:
                low, high = _INTEGERS[dtype.name]
                low = max(low, 1) if range == "positive" else low
                found.append(random.integers(low, high, shape, endpoint=True).astype(dtype))
            elif range != "ones" and dtype.kind == "f":
                found.append(random.uniform(0, 1, shape).astype(dtype))
            else:
                found.append(np.ones(shape, dtype))
        return found

    def run(self, inputs: Sequence[Any]) -> list[Any]:
        """Outputs for some inputs."""
        for details, value in zip(self._inputs, inputs, strict=True):
            self._interpreter.set_tensor(details["index"], value)
        self._interpreter.invoke()
        return [self._interpreter.get_tensor(details["index"]) for details in self._outputs]

    def tensor(self, number: int) -> Any:
        """The content of a tensor after a run."""
        return self._interpreter.get_tensor(number)


class _Error(msgspec.Struct, frozen=True):
    """Difference of two tensors: the same bytes, the largest difference, and the ratio in dB."""

    exact: bool
    steps: float
    decibels: float | None
    integers: bool


def _output_error(name: str, runs: Sequence[_Error]) -> OutputError:
    ratios = [run.decibels for run in runs if run.decibels is not None]
    return OutputError(
        name=name,
        exact=all(run.exact for run in runs),
        steps=max(run.steps for run in runs),
        integers=all(run.integers for run in runs),
        decibels=min(ratios, default=None),
    )


def _error(expected: Any, found: Any) -> _Error:
    import numpy as np

    integers = expected.dtype.kind in "iu"
    if _same_bytes([expected], [found]):
        return _Error(True, 0.0, None, integers)
    if expected.shape != found.shape or expected.dtype != found.dtype:
        return _Error(False, float("inf"), None, integers)
    before, after = expected.astype("float64"), found.astype("float64")
    noise = float(((after - before) ** 2).sum())
    signal = float(((before - before.mean()) ** 2).sum())
    if signal == 0:
        return _Error(False, _distance(expected, found), None, integers)
    decibels = 10 * np.log10(max(signal, 1e-30) / max(noise, 1e-30))
    return _Error(False, _distance(expected, found), float(decibels), integers)


def _distance(expected: Any, found: Any) -> float:
    """Largest difference: in integers of quantized tensors, else in parts of the largest value."""
    import numpy as np

    if expected.shape != found.shape:
        return float("inf")
    if not expected.size:
        return 0.0
    difference = np.abs(expected.astype("float64") - found.astype("float64"))
    difference = np.where(expected == found, 0.0, difference)
    largest = float(np.nan_to_num(difference, nan=np.inf).max())
    if expected.dtype.kind in "iu":
        return largest
    return largest / max(float(np.abs(np.nan_to_num(expected)).max()), 1e-30)


def _same_bytes(expected: Sequence[Any], found: Sequence[Any]) -> bool:
    pairs = zip(expected, found, strict=True)
    return all(a.shape == b.shape and a.tobytes() == b.tobytes() for a, b in pairs)


def _result(status: Any, request: ProofRequest, **values: Any) -> ProofResult:
    return ProofResult(
        status=status, litert=version("ai-edge-litert"), seeds=request.comparison.seeds, **values
    )


def _clause(error: Exception) -> str:
    """The first line of an error, without positions in source files."""
    lines = str(error).strip().splitlines()
    return lines[0][:300] if lines else type(error).__name__


if __name__ == "__main__":
    main()
