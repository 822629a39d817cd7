"""Every operator that a pack names exists: in TFLite's enumeration or among ONNX' schemas."""

from pathlib import Path

import pytest
import tflite
from onnx import defs

from dlpulint.basics.errors import PackError
from dlpulint.model.kinds import natives_of
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from dlpulint.proof.unknown_natives import kinds_in, unknown_natives
from tests.pack_files import header, limit, load, row, rule

BUILTINS = set(vars(tflite.BuiltinOperator))
STANDARD = {schema.name for schema in defs.get_all_schemas() if not schema.domain}


def exists(kind: str) -> bool:
    """Whether files can hold an operator of a kind."""
    prefix, _, native = kind.partition(":")
    if native:
        known = {"tflite": BUILTINS, "onnx": STANDARD}.get(prefix, {native})
        return native in known or native == "*"
    of_tflite = set(natives_of(kind, "tflite"))
    of_onnx = {name for name in natives_of(kind, "onnx") if "." not in name}
    return bool(of_tflite | of_onnx) and of_tflite <= BUILTINS and of_onnx <= STANDARD


@pytest.mark.parametrize("name", Folders().names())
def test_every_operator_that_a_shipped_pack_names_exists(name: str) -> None:
    pack = load_pack(name, Folders())
    assert [(id, kind) for id, kind in kinds_in(pack) if not exists(kind)] == []
    assert list(unknown_natives(pack)) == []


def test_a_misspelt_operator_does_not_exist() -> None:
    assert not any(map(exists, ("tflite:CONV_2", "onnx:Convv", "konv")))
    assert all(map(exists, ("tflite:CUSTOM", "onnx:Hardmax", "conv", "custom:Anything", "flex:*")))


@pytest.mark.parametrize(
    ("kind", "mistake"),
    [
        ("konv", "no operator kind 'konv'; did you mean 'conv'?"),
        ("tflite:HASHTABLE_FINT", "no TFLite operator 'HASHTABLE_FINT'"),
        ("tflite:CONV_2D", "CONV_2D has the kind 'conv'; name that"),
    ],
)
def test_a_misspelt_operator_is_found_when_a_pack_loads(
    tmp_path: Path, kind: str, mistake: str
) -> None:
    with pytest.raises(PackError) as raised:
        load(tmp_path, header(), row(kind))
    assert mistake in str(raised.value)


def test_an_operator_that_onnx_does_not_have_is_told_wherever_it_is_named(tmp_path: Path) -> None:
    words = 'params = { operators = ["onnx:Hardmaxx"], allow = ["onnx:Hardmax"] }'
    exempt = 'exempt = ["onnx:NonZeroo"]\nsource = "lab"\n'
    wide = limit("rank-limits", "params = { max = 4 }", id="rank").replace("[[operator.", "[[")
    pack = load(
        tmp_path,
        header(),
        row("onnx:com.microsft.Rope", "onnx:com.microsoft.Rope", "onnx:*", "onnx:Det"),
        wide + exempt,
        rule("mine/x", "forbidden-operators", words),
    )
    assert list(unknown_natives(pack)) == [
        "mine/onnx:com.microsft.Rope: no ONNX operator 'com.microsft.Rope'",
        "mine/x: no ONNX operator 'Hardmaxx'",
        "mine/rank: no ONNX operator 'NonZeroo'",
    ]
