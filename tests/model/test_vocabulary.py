"""The literal tables of names agree with the packages that define the formats."""

import onnx.defs
import pytest
import tflite

from dlpulint.loader.tflite.operator_tables import DTYPES, KERNELS_IN_WEIGHTS, OPTIONS, ROLES
from dlpulint.model import vocabulary
from dlpulint.model.kinds import KINDS, ONNX, PREFIXES, REFINED, TFLITE

BUILTINS = {
    name: number for name, number in vars(tflite.BuiltinOperator).items() if name[:1].isupper()
}
TYPES = {name: number for name, number in vars(tflite.TensorType).items() if name[:1].isupper()}


def test_tflite_names_are_the_enumeration_of_the_schema_in_order() -> None:
    numbered = sorted(BUILTINS.items(), key=lambda item: item[1])
    assert [number for _, number in numbered] == list(range(len(numbered)))
    assert list(TFLITE) == [name for name, _ in numbered]


def test_element_types_are_the_enumeration_of_the_schema_in_order() -> None:
    numbered = sorted(TYPES.items(), key=lambda item: item[1])
    assert [name.lower() for name, _ in numbered] == list(DTYPES[: len(numbered)])
    assert [number for _, number in numbered] == list(range(len(numbered)))


def test_onnx_names_of_the_standard_domain_are_operators_of_it() -> None:
    standard = {schema.name for schema in onnx.defs.get_all_schemas() if schema.domain == ""}
    since = {"Attention": 23, "RMSNormalization": 23, "Swish": 24}
    known = onnx.defs.onnx_opset_version()
    newer = {name for name, version in since.items() if known < version}
    of_onnxruntime = {"SimplifiedLayerNormalization"}
    assert {name for name in ONNX if "." not in name} - standard == newer | of_onnxruntime


def test_names_of_other_onnx_domains_are_of_one_that_we_know() -> None:
    domains = {name.rpartition(".")[0] for name in ONNX}
    assert domains == {"", "com.microsoft"}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_kind_is_written_in_small_letters_with_hyphens(kind: str) -> None:
    assert kind == kind.lower()
    assert ":" not in kind
    assert kind.replace("-", "").isalnum()


def test_kinds_are_those_of_the_tables() -> None:
    known = {kind for kind in TFLITE.values() if kind is not None}
    assert {*known, *ONNX.values(), *REFINED} == KINDS
    assert set(PREFIXES) == {"custom:", "flex:", "tflite:", "onnx:", "unconverted:"}


@pytest.mark.parametrize(
    ("tflite_name", "onnx_name"),
    [
        ("CONV_2D", "Conv"),
        ("TRANSPOSE_CONV", "ConvTranspose"),
        ("FULLY_CONNECTED", "Gemm"),
        ("BATCH_MATMUL", "MatMul"),
        ("LOGISTIC", "Sigmoid"),
        ("CONCATENATION", "Concat"),
        ("MEAN", "ReduceMean"),
        ("STRIDED_SLICE", "Slice"),
        ("EXPAND_DIMS", "Unsqueeze"),
        ("QUANTIZE", "QuantizeLinear"),
        ("SELECT_V2", "Where"),
    ],
)
def test_one_thing_has_one_kind_in_both_formats(tflite_name: str, onnx_name: str) -> None:
    assert TFLITE[tflite_name] == ONNX[onnx_name]


def test_tables_by_native_name_hold_builtin_names_only() -> None:
    for table in (OPTIONS, ROLES, KERNELS_IN_WEIGHTS):
        assert set(table) <= set(TFLITE)


def test_attributes_and_roles_that_the_tflite_loader_gives_are_known() -> None:
    given = {option[1] for _, options in OPTIONS.values() for option in options}
    assert given <= vocabulary.ATTRIBUTES
    assert {role for roles in ROLES.values() for role in roles} <= vocabulary.ROLES
    assert set(DTYPES) <= vocabulary.DTYPES


@pytest.mark.parametrize(("native", "options"), OPTIONS.items())
def test_options_are_read_by_accessors_that_the_package_has(
    native: str, options: tuple[str, tuple[tuple[str, ...], ...]]
) -> None:
    table = getattr(tflite, options[0])
    assert [option[0] for option in options[1] if not hasattr(table, option[0])] == []


def test_numbers_of_options_mean_what_the_schema_says() -> None:
    padding = {n.lower(): i for n, i in vars(tflite.Padding).items() if n[:1].isupper()}
    words = dict(next(o for o in OPTIONS["CONV_2D"][1] if o[1] == "padding")[2])  # type: ignore
    assert {word: number for number, word in words.items()} == padding
    activations = {
        n.lower().replace("_", "-"): i
        for n, i in vars(tflite.ActivationFunctionType).items()
        if n[:1].isupper()
    }
    words = dict(OPTIONS["ADD"][1][0][2])  # type: ignore
    words[5] = "sign-bit"
    assert {word: number for number, word in words.items()} == activations
