"""Sketches line by line, from the grammar of docs/packs.md."""

from random import Random

from dlpulint.model.kinds import KINDS
from dlpulint.model.vocabulary import ATTRIBUTES, DTYPES, ROLES
from tests.grammars.luck import Luck

_KINDS = tuple(sorted(KINDS))
_FREQUENT = (
    *(
        "conv",
        "conv",
        "depthwise-conv",
        "fully-connected",
        "add",
        "mul",
        "concatenation",
        "reshape",
    ),
    *("transpose", "max-pool", "softmax", "relu", "quantize", "pad", "split", "resize-nearest"),
)
_ATTRIBUTES, _ROLES, _DTYPES = (tuple(sorted(words)) for words in (ATTRIBUTES, ROLES, DTYPES))
_VALUES = ("1", "2", "3x1", "same", "valid", "true", "false", "0,2,3,1", "relu6", "1.5", "-1")
_HEADS = (
    *("format onnx", "format tflite", "opset 17", "made-by onnx2tf", "complete", "note x"),
    *("ir-version 8", "signature serving 0", "side-file w.bin", "unreadable t: why", "subgraph b"),
    *("invalid 0: why", "repeat 3", "end", "format cvflow-cv25"),
)
_ODD = ("9" * 4400, "-1", "1e9", "99999999999", "", "?", "{n}", "[", "<-", "x" * 3000, "\x1b[0m")


def sketch(random: Random) -> bytes:
    """The text of a sketch."""
    return _Sketch(Luck(random)).text().encode("utf-8", "replace")


class _Sketch:
    def __init__(self, luck: Luck) -> None:
        self.luck = luck
        self.names: list[str] = []

    def text(self) -> str:
        luck = self.luck
        lines = luck.some(1 if not luck.odd else 6, lambda: luck.pick(_HEADS[:7]))
        lines += [f"input {self.new()}: {self.tensor()}" for _ in range(1 + luck.upto(1))]
        for _ in range(luck.upto(8)):
            lines.append(self.operator())
            if luck.odd:
                lines.append(luck.pick((*_HEADS, lines[-1])))
        lines.append(f"output {', '.join(self.names[-1 - luck.upto(1) :])}")
        if luck.chance(0.05):
            times = luck.pick(("2", "3", "40")) if not luck.odd else luck.pick(_ODD)
            lines.insert(luck.upto(len(lines)), f"repeat {times}")
            lines.append("end")
        return "\n".join(lines)

    def word(self, word: str) -> str:
        """The word, or seldom another one."""
        return self.luck.pick(_ODD) if self.luck.odd else word

    def new(self) -> str:
        self.names.append(self.word(f"t{len(self.names)}"))
        return self.names[-1]

    def tensor(self) -> str:
        luck = self.luck
        dims = [str(max(1, size)) for size in luck.shape(luck.pick((1, 2, 4, 4, 4, 4)))]
        if dims and luck.chance(0.1):
            dims[0] = luck.pick(("?", "?batch", "?batch=1"))
        shape = ",".join(self.word(size) for size in dims) if not luck.odd else "*"
        dtype = luck.pick(("uint8", "int8", "int8", "float32", "int32", *_DTYPES))
        words = [f"{self.word(dtype)}[{shape}]"]
        if luck.chance(0.6):
            words.append(luck.pick(("scale=0.1", "scale=0.1,0.2", "per-channel(0)", "zp=3")))
        if luck.odd:
            words.append(luck.pick(("per-channel(9)", "axis=-9", "block=0", "stored=int4", "zp=x")))
        if luck.chance(0.1):
            words += ["=", ",".join(str(luck.upto(4)) for _ in range(luck.upto(6)))]
        return " ".join(words)

    def operator(self) -> str:
        luck = self.luck
        operands = []
        for _ in range(1 + luck.upto(2 if not luck.odd else 20)):
            role = f"{luck.pick(_ROLES)}: " if luck.chance(0.3) else ""
            inner = luck.pick(self.names) if luck.chance(0.7) else self.tensor()
            operands.append(f"{role}{self.word(inner)}")
        kind = self.word(luck.pick(_FREQUENT if luck.chance(0.7) else _KINDS))
        results = ", ".join(f"{self.new()}: {self.tensor()}" for _ in range(1 + luck.upto(3) // 3))
        line = f"{kind} {results} <- {', '.join(operands)}"
        if luck.chance(0.5):
            words = luck.some(
                3, lambda: f"{luck.pick(_ATTRIBUTES)}={self.word(luck.pick(_VALUES))}"
            )
            line += f" {{{' '.join(words)}}}"
        return line
