"""The names that people have for operators."""

import pytest

from dlpulint.basics.errors import UsageError
from dlpulint.manual.operator_names import every_spelling, kinds_named
from dlpulint.model.kinds import KINDS, PREFIXES

NAMED = ("conv", "custom:TFLite_Detection_PostProcess", "custom:*", "flex:*")


@pytest.mark.parametrize(
    ("word", "kinds"),
    [
        ("CONV_2D", ("conv",)),
        ("conv_2d", ("conv",)),
        ("Conv2D", ("conv",)),
        ("conv", ("conv",)),
        ("Conv", ("conv", "depthwise-conv")),
        ("3", ("conv",)),
        ("DepthwiseConv2D", ("depthwise-conv",)),
        ("max_pool_2d", ("max-pool",)),
        ("MaxPool", ("max-pool",)),
        ("ReLU", ("relu",)),
        ("Resize", ("resize", "resize-bilinear", "resize-cubic", "resize-nearest")),
        ("Sum", ("add-n",)),
        ("SUM", ("sum",)),
        ("HASHTABLE_FIND", ("tflite:HASHTABLE_FIND",)),
        ("com.microsoft.Gelu", ("gelu",)),
        ("FlexErf", ("flex:Erf",)),
        ("flex:Erf", ("flex:Erf",)),
        ("custom:Mine", ("custom:Mine",)),
        ("TFLite_Detection_PostProcess", ("custom:TFLite_Detection_PostProcess",)),
        ("tflite_detection_postprocess", ("custom:TFLite_Detection_PostProcess",)),
        ("32", ("custom:TFLite_Detection_PostProcess", "custom:*", "flex:*")),
    ],
)
def test_a_word_stands_for_kinds(word: str, kinds: tuple[str, ...]) -> None:
    assert kinds_named(word, NAMED) == kinds


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("FULY_CONNECTED", "no operator 'FULY_CONNECTED'; did you mean 'FULLY_CONNECTED'?"),
        ("avg_pool", "no operator 'avg_pool'; did you mean 'AveragePool'?"),
        ("xyzzy", "no operator 'xyzzy'; see --show-target"),
        ("9999", "no operator '9999'; see --show-target"),
    ],
)
def test_a_word_that_nobody_has_is_an_error_with_the_nearest(word: str, message: str) -> None:
    with pytest.raises(UsageError) as raised:
        kinds_named(word)
    assert str(raised.value) == message


def test_every_spelling_stands_for_kinds_that_there_are() -> None:
    for word in every_spelling():
        for kind in kinds_named(word, NAMED):
            assert kind in KINDS or kind.startswith(PREFIXES)
