"""The judge of a .tflite file: LiteRT (or TensorFlow Lite) itself, in a process of its own.

    python benchmarks/litert.py < paths > answers

Each answer is a line of JSON: `prepare`, the error of AllocateTensors or null, and `static`, the
error where a delegate that does nothing and accepts fixed sizes only is applied. For `run PATH` it
is `run`, the error of the first frame of a file that is prepared. A file that ends
the process counts as refused. Needs `ai-edge-litert` or `tensorflow`, and nothing of dlpulint.
"""

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from numpy import zeros

READY = "ready"
RUN = "run "
"""Before a path: whether it runs, not whether it is prepared."""


class Judge:
    """A process that answers for one file after the other, and is started anew if one ends it.

    Use it in a `with` statement, at whose end the process ends.
    """

    def __init__(self, python: str = sys.executable, script: Path = Path(__file__)) -> None:
        """Answer with `script`, of this module or of another one that serves like it."""
        self._python, self._script = python, script
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> "Judge":
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            _end(self._process)
        self._process = None

    def ask(self, path: Path) -> dict[str, str | None]:
        """The errors of a file by question (`prepare`, `static`); `None` where there is none."""
        return self._ask(str(path))

    def runs(self, path: Path) -> str | None:
        """The error of a prepared file at its first frame, which is all zeros."""
        return self._ask(f"{RUN}{path}")["run"]

    def whole_answer(self, path: Path) -> dict[str, Any]:
        """All that the script answers for a file."""
        return self._ask(str(path))

    def _ask(self, line: str) -> dict[str, Any]:
        process = self._process or self._started()
        given, answers = _pipes(process)
        try:
            given.write(f"{line}\n")
            given.flush()
            answer = answers.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            self._process = None
            died = f"the process ended with {_end(process)}"
            return dict.fromkeys(("prepare", "static", "run"), died)
        found: dict[str, Any] = json.loads(answer)
        return found

    def _started(self) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [self._python, str(self._script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        if READY not in _pipes(process)[1].readline():
            sys.exit(f"{self._python} has neither ai-edge-litert nor tensorflow")
        self._process = process
        return process


def _end(process: subprocess.Popen[str]) -> int:
    """The exit code of a process that is told that there are no more files."""
    for pipe in _pipes(process):
        with suppress(BrokenPipeError):
            pipe.close()
    return process.wait()


def _pipes(process: subprocess.Popen[str]) -> tuple[IO[str], IO[str]]:
    if process.stdin is None or process.stdout is None:
        raise ValueError("the process has no pipes")
    return process.stdin, process.stdout


def _serve() -> None:
    """Answers for each path on standard input."""
    try:
        from ai_edge_litert.interpreter import Interpreter, OpResolverType
    except ImportError:
        from tensorflow.lite.python.interpreter import Interpreter, OpResolverType

    def opened(path: str) -> Any:
        resolver = OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
        return Interpreter(model_path=path, experimental_op_resolver_type=resolver)

    delegate = _delegate()
    answers = sys.stdout
    sys.stdout = sys.stderr
    print(READY, file=answers, flush=True)
    for line in sys.stdin:
        if line.startswith(RUN):
            found = {"run": _run(opened(line.removeprefix(RUN).rstrip("\n")))}
            print(json.dumps(found), file=answers, flush=True)
            continue
        found = {}
        for question in ("prepare", "static"):
            found[question] = None
            try:
                interpreter = opened(line.rstrip("\n"))
                if question == "prepare":
                    interpreter.allocate_tensors()
                else:
                    interpreter._interpreter.ModifyGraphWithDelegate(delegate.address)
            except (ValueError, RuntimeError) as error:
                found[question] = str(error).replace("\n", " ") or "refused"
                if question == "prepare":
                    found["static"] = found[question]
                    break
        print(json.dumps(found), file=answers, flush=True)


def _run(interpreter: Any) -> str | None:
    """The error of one frame of zeros."""
    try:
        interpreter.allocate_tensors()
        for given in interpreter.get_input_details():
            interpreter.set_tensor(given["index"], zeros(given["shape"], given["dtype"]))
        interpreter.invoke()
    except (ValueError, RuntimeError) as error:
        return str(error).replace("\n", " ") or "refused"
    return None


def _delegate() -> Any:
    """A TfLiteDelegate that claims no operator and states no flags, so fixed sizes only."""
    import ctypes

    prepare = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)

    class Delegate(ctypes.Structure):
        _fields_ = (
            ("data", ctypes.c_void_p),
            ("prepare", prepare),
            ("from_handle", ctypes.c_void_p),
            ("to_handle", ctypes.c_void_p),
            ("free_handle", ctypes.c_void_p),
            ("flags", ctypes.c_int64),
            ("builder", ctypes.c_void_p),
        )

        @property
        def address(self) -> int:
            return ctypes.addressof(self)

    return Delegate(prepare=prepare(lambda _context, _delegate: 0), flags=0)


if __name__ == "__main__":
    _serve()
