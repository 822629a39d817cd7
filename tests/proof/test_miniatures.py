"""Miniatures look as files do: options and roles are those that the loaders give."""

import pytest
import tflite
from onnx import defs

from dlpulint.basics.errors import ModelFileError
from dlpulint.checks.base import matches
from dlpulint.loader.onnx import attributes as onnx_attributes
from dlpulint.loader.onnx import roles as onnx_roles
from dlpulint.loader.sketch.read import default_attributes
from dlpulint.loader.tflite.attributes import roles_of
from dlpulint.loader.tflite.operator_tables import COMPOSITES, KERNELS_IN_WEIGHTS, OPTIONS
from dlpulint.model.kinds import KINDS, natives_of
from dlpulint.proof.miniatures import Form, forms, miniature_from

CASES = [(form, kind) for form in forms() for kind in form.kinds if kind != "*"]


def ids(case: object) -> str:
    return case.format if isinstance(case, Form) else str(case)


@pytest.mark.parametrize(("form", "kind"), CASES, ids=ids)
def test_a_miniature_is_of_its_kind_in_a_format_that_has_it(form: Form, kind: str) -> None:
    miniature = miniature_from(form.text.replace("{kind}", kind), kind, form.format)
    assert miniature.operator.kind == kind
    assert miniature.model.format == form.format
    assert natives_of(kind, form.format)
    assert miniature.model.outputs


SHORTENED = {"lstm", "unidirectional-lstm", "bidirectional-lstm", "bidirectional-rnn"}
"""Miniatures that leave out most of an operator's two dozen inputs."""

FROM_OPERANDS = {"axis", "axes", "perm", "groups", "pad_top", "pad_bottom", "pad_left", "pad_right"}
"""Options that the loader reads off constant operands."""


@pytest.mark.parametrize(
    ("form", "kind"), [case for case in CASES if case[0].format == "tflite"], ids=ids
)
def test_a_tflite_miniature_has_the_options_and_roles_of_a_file(form: Form, kind: str) -> None:
    operator = miniature_from(form.text.replace("{kind}", kind), kind, "tflite").operator
    _, options = OPTIONS.get(operator.native, ("", ()))
    given = {option[1] for option in options} | FROM_OPERANDS
    if operator.native in KERNELS_IN_WEIGHTS:
        given |= {"kernel_height", "kernel_width"}
    made_up = set(default_attributes(kind, operator.weights, "tflite"))
    assert set(operator.attributes) - given - made_up == set()
    if kind not in SHORTENED:
        assert operator.roles == roles_of(operator.native, len(operator.inputs))


@pytest.mark.parametrize(
    ("form", "kind"), [case for case in CASES if case[0].format == "onnx"], ids=ids
)
def test_an_onnx_miniature_has_the_roles_of_a_file(form: Form, kind: str) -> None:
    operator = miniature_from(form.text.replace("{kind}", kind), kind, "onnx").operator
    constant = tuple(tensor is not None and tensor.constant for tensor in operator.inputs)
    assert operator.roles == onnx_roles.roles_of(operator.native, kind, constant)


def test_a_sketch_without_the_operator_is_no_miniature_of_it() -> None:
    with pytest.raises(ModelFileError) as raised:
        miniature_from("input x: int8[1]\nrelu y: int8[1] <- x", "tanh", "tflite")
    assert str(raised.value) == "there is no operator of kind 'tanh' in it"


def test_every_kind_has_a_native_name_that_exists() -> None:
    builtins = set(vars(tflite.BuiltinOperator))
    standard = {schema.name for schema in defs.get_all_schemas()}
    standard.add("SimplifiedLayerNormalization")  # onnxruntime's, in the standard domain
    for kind in KINDS:
        of_tflite = natives_of(kind, "tflite")
        of_onnx = natives_of(kind, "onnx")
        assert set(of_tflite) <= builtins
        assert {name for name in of_onnx if "." not in name} <= standard
        assert of_tflite or of_onnx, kind


@pytest.mark.parametrize(
    ("kind", "format", "natives"),
    [
        ("conv", "tflite", ("CONV_2D",)),
        ("conv", "onnx", ("Conv", "ConvInteger", "QLinearConv", "com.microsoft.FusedConv")),
        ("depthwise-conv", "onnx", ("Conv",)),
        ("resize-cubic", "tflite", ()),
        ("attention", "tflite", ("STABLEHLO_COMPOSITE",)),
        ("custom:*", "tflite", ("*",)),
        ("custom:Mine", "onnx", ()),
        ("onnx:Hardmax", "onnx", ("Hardmax",)),
        ("tflite:HASHTABLE", "tflite", ("HASHTABLE",)),
        ("konv", "tflite", ()),
    ],
)
def test_native_names_of_a_kind(kind: str, format: str, natives: tuple[str, ...]) -> None:
    assert natives_of(kind, format) == natives
    assert matches(kind, (kind,))


def test_the_loaders_read_what_the_miniatures_of_onnx_state() -> None:
    ours = {entry[0] for entry in onnx_attributes._READ.values()}
    stated = {
        name
        for form, kind in CASES
        if form.format == "onnx"
        for name in miniature_from(
            form.text.replace("{kind}", kind), kind, "onnx"
        ).operator.attributes
    }
    window = {
        name
        for name in stated
        if name.startswith(("kernel", "stride", "dilation", "pad")) or name == "depth_multiplier"
    }
    derived = {"num_outputs", "half_pixel_centers"}
    assert stated - ours - window - derived == set()


def test_composites_have_a_native_name_for_each_of_their_kinds() -> None:
    for kind in COMPOSITES.values():
        assert natives_of(kind, "tflite") == ("STABLEHLO_COMPOSITE",)
