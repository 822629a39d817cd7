"""What LiteRT reads in a .tflite file, in a process of its own.

    python benchmarks/litert_reading.py < paths > answers

Each answer is a line of JSON. `refused` has the error where LiteRT does not build the graphs of a
file; otherwise `graphs` has their tensors and operators as the classes of LiteRT's own schema give
them, and `details` those that its interpreter gives for the main graph. Needs `ai-edge-litert`, and
nothing of dlpulint.
"""

import json
import sys
from typing import Any

READY = "ready"


def _serve() -> None:
    """Answer for each path on standard input."""
    from ai_edge_litert.interpreter import Interpreter, OpResolverType

    answers = sys.stdout
    sys.stdout = sys.stderr
    print(READY, file=answers, flush=True)
    for line in sys.stdin:
        path = line.rstrip("\n")
        resolver = OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
        found: dict[str, Any]
        try:
            interpreter = Interpreter(model_path=path, experimental_op_resolver_type=resolver)
        except (ValueError, RuntimeError) as error:
            found = {"refused": str(error).replace("\n", " ") or "refused"}
        else:
            with open(path, "rb") as file:
                found = {"graphs": _graphs(file.read()), "details": _details(interpreter)}
        print(json.dumps(found), file=answers, flush=True)


def _graphs(data: bytes) -> list[dict[str, Any]]:
    from ai_edge_litert import schema_py_generated as schema

    model = schema.ModelT.InitFromPackedBuf(data, 0)
    types = _names(schema.TensorType)
    codes = _names(schema.BuiltinOperator)
    return [
        {
            "name": _text(graph.name),
            "inputs": _list(graph.inputs),
            "outputs": _list(graph.outputs),
            "tensors": [_tensor(tensor, types) for tensor in graph.tensors or ()],
            "operators": [_operator(one, model, codes) for one in graph.operators or ()],
        }
        for graph in model.subgraphs or ()
    ]


def _tensor(tensor: Any, types: dict[int, str]) -> dict[str, Any]:
    quantization = tensor.quantization
    return {
        "name": _text(tensor.name),
        "type": types.get(tensor.type, str(tensor.type)),
        "shape": _list(tensor.shape),
        "scales": _list(quantization.scale if quantization else None),
        "zero_points": _list(quantization.zeroPoint if quantization else None),
        "axis": quantization.quantizedDimension if quantization else 0,
        "details": type(quantization.details).__name__ if quantization else "NoneType",
        "variable": bool(tensor.isVariable),
    }


def _operator(operator: Any, model: Any, codes: dict[int, str]) -> dict[str, Any]:
    entry = model.operatorCodes[operator.opcodeIndex]
    code = max(entry.builtinCode, entry.deprecatedBuiltinCode)
    options = operator.builtinOptions
    return {
        "code": codes.get(code, str(code)),
        "custom": _text(entry.customCode),
        "version": entry.version,
        "inputs": _list(operator.inputs),
        "outputs": _list(operator.outputs),
        "options": type(options).__name__.removesuffix("T"),
        "fields": {} if options is None else _fields(options),
    }


def _fields(options: Any) -> dict[str, Any]:
    """Numbers and lists of a table of options."""
    found = {}
    for name, value in vars(options).items():
        if isinstance(value, (bool, int, float)):
            found[name] = value
        elif value is None or hasattr(value, "tolist"):
            found[name] = _list(value)
    return found


def _details(interpreter: Any) -> list[dict[str, Any]]:
    """The tensors of the main graph as the interpreter has them, by their number."""
    return [
        {
            "index": tensor["index"],
            "name": tensor["name"],
            "shape": _list(tensor["shape"]),
            "type": getattr(tensor["dtype"], "__name__", str(tensor["dtype"])),
        }
        for tensor in interpreter.get_tensor_details()
    ]


def _names(enumeration: type) -> dict[int, str]:
    return {value: name for name, value in vars(enumeration).items() if isinstance(value, int)}


def _list(numbers: Any) -> list[Any]:
    if numbers is None:
        return []
    return numbers.tolist() if hasattr(numbers, "tolist") else list(numbers)


def _text(raw: bytes | str | None) -> str:
    return raw.decode("utf-8", "replace") if isinstance(raw, bytes) else raw or ""


if __name__ == "__main__":
    _serve()
