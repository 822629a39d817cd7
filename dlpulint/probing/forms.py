"""Graphs of single operators in float ONNX, by kind: written ones, else plain ones."""

from importlib import resources

import msgspec
from msgspec import Struct

from dlpulint.loader.onnx.compiled import SchemaError, schema_of
from dlpulint.model.kinds import natives_of

OPSET = 17
"""The opset that Axis' guides for the toolchain export."""

_FILE = "forms.toml"

_PLAIN = "(float[1,8,8,8] x) => (float[1,8,8,8] y) {{ y = {native} (x) }}"


class Form(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A graph that reads `x` and writes `y`, in the text form of the onnx package."""

    graph: str
    kinds: tuple[str, ...] = ()
    """Kinds of the operator that it is about."""
    name: str = ""
    """Name for forms that need it."""
    opset: int = OPSET
    needs: str = ""
    """Name of a form that has to compile for a refusal of this one to be the operator's."""


ALONE = Form(graph="(float[1,8,8,8] x) => (float[1,8,8,8] y) { y = Sigmoid (x) }")
"""Operators that networks on all chips with a toolchain have."""

UNDEFINED = Form(
    graph="(float[1,8,8,8] x) => (float[1,8,8,8] y) { y = dlpulint.probe.Undefined (x) }"
)
"""An operator that nobody has defined."""


class _File(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    form: tuple[Form, ...]


def written_forms() -> tuple[Form, ...]:
    """The forms that are written down, in their order."""
    import tomli

    text = (resources.files("dlpulint.probing") / _FILE).read_text("utf-8")
    return msgspec.convert(tomli.loads(text), _File).form


def forms_of(kind: str, written: tuple[Form, ...]) -> tuple[Form, ...]:
    """The forms of a kind; without written ones a plain one where its operator has one operand."""
    found = tuple(form for form in written if kind in form.kinds)
    if found:
        return found
    natives = [native for native in natives_of(kind, "onnx") if _is_plain(native)]
    return tuple(Form(kinds=(kind,), graph=_PLAIN.format(native=native)) for native in natives[:1])


def _is_plain(native: str) -> bool:
    """Whether an operator of the standard domain needs one operand and no attribute."""
    try:
        schema = schema_of(native, OPSET, "")
    except SchemaError:
        return False
    required = any(attribute.required for attribute in schema.attributes.values())
    return schema.min_input == 1 and not required
