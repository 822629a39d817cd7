"""Models of training code: which objects are exported, and one line for all others.

The frameworks themselves are in tests/outside/test_training_code.py.
"""

import sys

import pytest

from dlpulint import check
from dlpulint.basics.errors import UsageError
from dlpulint.conversion.exported.training_code import refused, sizes_of


def of_package(package: str, *classes: str) -> object:
    """An object of a class that is called so, as a framework's own that is not installed."""
    (base, *derived) = classes
    found = type(base, (), {"__module__": f"{package}.models"})
    for name in derived:
        found = type(name, (found,), {"__module__": "my_training"})
    return found()


@pytest.mark.parametrize("given", [b"TFL3", "model.tflite", 3, None])
def test_files_and_bytes_are_no_models_of_training_code(given: object) -> None:
    with pytest.raises(UsageError) as refusal:
        check(given, "artpec8")
    assert str(refusal.value) == (
        f"expected a torch.nn.Module or a Keras model, found {type(given).__name__}; "
        "`dlpulint.lint` checks files and bytes"
    )


def test_other_objects_of_a_framework_are_no_models() -> None:
    with pytest.raises(UsageError, match=r"expected .*, found Adam;"):
        check(of_package("keras", "Adam"), "artpec8")


@pytest.mark.parametrize(
    ("package", "base", "missing"),
    [
        ("torch", "Module", "torch"),
        ("keras", "Layer", "tensorflow"),
        ("tf_keras", "Layer", "tensorflow"),
    ],
)
def test_a_framework_that_is_not_installed_is_named(
    package: str, base: str, missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(UsageError) as refusal:
        check(of_package(package, base, "Classifier"), "artpec8", (1, 3, 8, 8))
    assert str(refusal.value) == f"Classifier cannot be exported: {missing} is not installed"


def test_an_unknown_target_is_an_error_before_anything_is_exported() -> None:
    with pytest.raises(UsageError, match="artpec6"):
        check(of_package("torch", "Module"), "artpec6")


@pytest.mark.parametrize(
    ("example", "sizes"),
    [
        ((1, 3, 8, 8), (1, 3, 8, 8)),
        ([1, 8], (1, 8)),
        ((1, None, 8), (1, None, 8)),
        ((), None),
        ((1.0, 2.0), None),
        ((True, 2), None),
        (((1, 2), (3, 4)), None),
        (7, None),
    ],
)
def test_a_tuple_of_whole_numbers_is_a_shape(example: object, sizes: object) -> None:
    assert sizes_of(example) == sizes


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("expected 3 channels\n(see above)", "expected 3 channels"),
        ("", "ValueError"),
        (
            'in user code:\n\n  File "x.py", line 1\n\n    ValueError: Exception encountered.\n\n'
            "    Input 0 is wrong\n\n    Arguments received by Sequential.call():\n  • x",
            "ValueError: Exception encountered. Input 0 is wrong",
        ),
    ],
)
def test_the_reason_of_a_framework_is_one_line(text: str, reason: str) -> None:
    error = refused(of_package("torch", "Module", "Classifier"), "PyTorch", ValueError(text))
    assert str(error) == f"PyTorch cannot export Classifier: {reason}"
