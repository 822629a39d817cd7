"""The child process that runs a mended file against its original in LiteRT.

    python -P -m dlpulint.mending.proof.child FOLDER

reads FOLDER/request.json and writes FOLDER/result.json. FOLDER/stage names the file that is being
run, for LiteRT may crash on files that it ought to refuse.
"""

import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec

from dlpulint.mending.proof.result import OutputError, ProofRequest, ProofResult
from dlpulint.mending.proof.steps import applied

_INTEGERS = {"int8": (-128, 127), "uint8": (0, 255), "int16": (-32768, 32767)}


def main(folder: Path) -> None:
    """Answers the request in a folder."""
    request = msgspec.json.decode((folder / "request.json").read_bytes(), type=ProofRequest)
    result = compared(request, folder / "stage")
    (folder / "result.json").write_bytes(msgspec.json.encode(result))


def compared(request: ProofRequest, stage: Path | None = None) -> ProofResult:
    """Result of running the files of a request."""
    files = {"original": request.original, "mended": request.mended, "tail": request.tail}
    if not request.original:
        return _without_original(request, "", stage)
    runners: dict[str, _Runner] = {}
    for name, file in files.items():
        if file is None:
            continue
        if stage is not None:
            stage.write_text(name)
        try:
            runners[name] = _Runner(file, keep=name == "original")
            runners[name].run(runners[name].random(request.seeds[0]))
        except (RuntimeError, ValueError, TypeError) as error:
            if name == "original":
                return _without_original(request, _clause(error), stage)
            return _result(f"{name}-fails", request, reason=_clause(error))
    return _Comparison(request, runners).result(stage)


def _without_original(request: ProofRequest, reason: str, stage: Path | None) -> ProofResult:
    """Result where the original cannot be run: whether the mended file can."""
    if stage is not None:
        stage.write_text("mended")
    try:
        runner = _Runner(request.mended)
        runner.run(runner.random(request.seeds[0]))
    except (RuntimeError, ValueError, TypeError) as error:
        return _result("mended-fails", request, reason=_clause(error))
    return _result("original-fails", request, reason=reason)


class _Comparison:
    """Runs on all seeds."""

    def __init__(self, request: ProofRequest, runners: dict[str, "_Runner"]) -> None:
        self._request, self._runners = request, runners
        self._errors: list[list[tuple[bool, float, float | None]]] = []
        self._tail_exact: bool | None = None
        self._application: list[float] = []

    def result(self, stage: Path | None) -> ProofResult:
        for seed in self._request.seeds:
            if stage is not None:
                stage.write_text("original")
            self._run(seed)
        names = self._runners["mended"].output_names
        outputs = [
            OutputError(
                name=name,
                exact=all(run[at][0] for run in self._errors),
                steps=max(run[at][1] for run in self._errors),
                decibels=min((run[at][2] for run in self._errors if run[at][2] is not None), default=None),
            )
            for at, name in enumerate(names)
        ]
        return _result(
            "compared",
            self._request,
            outputs=tuple(outputs),
            tail_exact=self._tail_exact,
            application_error=max(self._application, default=None),
        )

    def _run(self, seed: int) -> None:
        request, original, mended = self._request, self._runners["original"], self._runners["mended"]
        given = original.random(seed)
        results = original.run(given)
        fed = []
        for end in request.inputs:
            value = original.tensor(end.origin)
            if end.steps:
                made = applied(end.steps, given[end.position])
                self._application.append(_distance(value, made, original.scale(end.origin)))
            fed.append(value)
        answers = mended.run(fed)
        self._errors.append(
            [
                _error(original.tensor(end.origin), answer, original.scale(end.origin))
                for end, answer in zip(request.outputs, answers, strict=True)
            ]
        )
        for end, answer in zip(request.outputs, answers, strict=True):
            if end.route is not None and end.route.steps:
                made = applied(end.route.steps, answer)
                at = end.route.position
                scale = original.output_scale(at)
                self._application.append(_distance(results[at], made, scale))
        if "tail" in self._runners:
            tail = [answers[at] for at in request.tail_ends]
            tail += [given[at] for at in request.tail_inputs]
            same = _same_bytes(results, self._runners["tail"].run(tail))
            self._tail_exact = same and self._tail_exact is not False


class _Runner:
    """A file in LiteRT, without delegates, whose kernels may round otherwise."""

    def __init__(self, file: str, *, keep: bool = False) -> None:
        from ai_edge_litert.interpreter import Interpreter, OpResolverType

        self._interpreter: Any = Interpreter(
            model_path=file,
            num_threads=1,
            experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
            experimental_preserve_all_tensors=keep,
        )
        self._interpreter.allocate_tensors()
        self._inputs = self._interpreter.get_input_details()
        self._outputs = self._interpreter.get_output_details()

    @property
    def output_names(self) -> list[str]:
        """Names of the outputs."""
        return [str(details["name"]) for details in self._outputs]

    def random(self, seed: int) -> list[Any]:
        """Inputs of a seed: integers of the whole range, other numbers between 0 and 1."""
        import numpy as np

        random = np.random.default_rng(seed)
        found = []
        for details in self._inputs:
            shape = [max(1, int(size)) for size in details["shape"]]
            dtype = np.dtype(details["dtype"])
            if dtype.name in _INTEGERS:
                low, high = _INTEGERS[dtype.name]
                found.append(random.integers(low, high, shape, endpoint=True).astype(dtype))
            elif dtype.kind == "f":
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

    def scale(self, number: int) -> float | None:
        """The scale of a quantized tensor."""
        return _scale(self._interpreter._get_tensor_details(number, 0))

    def output_scale(self, position: int) -> float | None:
        """The scale of an output."""
        return _scale(self._outputs[position])


def _scale(details: Any) -> float | None:
    scale = float(details["quantization"][0])
    return scale or None


def _error(expected: Any, found: Any, scale: float | None) -> tuple[bool, float, float | None]:
    """Whether two tensors are the same bytes, their largest difference, and the ratio in dB."""
    import numpy as np

    if _same_bytes([expected], [found]):
        return True, 0.0, None
    if expected.shape != found.shape or expected.dtype != found.dtype:
        return False, float("inf"), None
    before, after = expected.astype("float64"), found.astype("float64")
    noise = float(((after - before) ** 2).sum())
    signal = float(((before - before.mean()) ** 2).sum())
    decibels = 10 * np.log10(max(signal, 1e-30) / max(noise, 1e-30))
    return False, _distance(expected, found, scale), float(decibels)


def _distance(expected: Any, found: Any, scale: float | None) -> float:
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
        status=status, litert=version("ai-edge-litert"), seeds=request.seeds, **values
    )


def _clause(error: Exception) -> str:
    """The first line of an error, without positions in source files."""
    lines = str(error).strip().splitlines()
    return lines[0][:300] if lines else type(error).__name__


if __name__ == "__main__":
    main(Path(sys.argv[1]))
