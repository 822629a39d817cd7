"""Names shortened so that each names one model only."""

import pytest

from dlpulint.reporters.overview.names import common_folder, shortened


def test_short_names_stay_as_they_are() -> None:
    assert shortened(["a.tflite", "b.tflite"], 8) == ["a.tflite", "b.tflite"]


def test_the_middle_goes_where_names_differ_at_their_ends() -> None:
    names = ["mobilenet_int8_per_channel.tflite", "mobilenet_int8_per_tensor.tflite"]
    assert shortened(names, 20) == ["mobile…hannel.tflite", "mobile…tensor.tflite"]


def test_what_differs_in_the_middle_is_never_cut() -> None:
    names = [f"a_very_long_beginning_{n}_and_a_very_long_end.tflite" for n in (1, 2)]
    short = shortened(names, 32)
    assert len(set(short)) == 2
    assert all(
        str(n) in name.partition("…")[0] + name.partition("…")[2]
        for n, name in zip((1, 2), short, strict=True)
    )
    assert max(map(len, short)) <= 32


def test_a_name_that_nothing_shorter_tells_apart_stays_whole() -> None:
    names = ["aaaa1aaaa", "aaaa2aaaa"]
    assert shortened(names, 3) == names


@pytest.mark.parametrize(
    ("paths", "folder"),
    [
        (["m/a.tflite", "m/n/b.tflite"], "m"),
        (["a.tflite", "m/b.tflite"], ""),
        (["/m/a.tflite", "m/b.tflite"], ""),
        ([], ""),
    ],
)
def test_the_common_folder_is_that_of_all_paths(paths: list[str], folder: str) -> None:
    assert common_folder(paths) == folder
