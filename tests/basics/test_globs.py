"""Globs of paths stay within names, but for `**`; those of rules go across slashes."""

import pytest

from dlpulint.basics.globs import fixed_folder, path_matches, rule_matches


@pytest.mark.parametrize(
    ("path", "glob"),
    [
        ("a.tflite", "a.tflite"),
        ("a.tflite", "*.tflite"),
        ("a.tflite", "./a.tflite"),
        ("a.tflite", "**"),
        ("models/a.tflite", "**"),
        ("models/a.tflite", "models/"),
        ("models/a8/a.tflite", "models/**"),
        ("models/a8/a.tflite", "models/**/*.tflite"),
        ("models/a.tflite", "models/**/*.tflite"),
        ("a.tflite", "**/*.tflite"),
        ("x/y/z/a.tflite", "x/**/z/*"),
        ("x/z/a.tflite", "x/**/z/*"),
        ("v1.onnx", "v?.onnx"),
        ("v1.onnx", "v[0-9].onnx"),
        ("vx.onnx", "v[!0-9].onnx"),
        ("v].onnx", "v[]].onnx"),
        ("v[.onnx", "v[.onnx"),
        ("v-.onnx", "v[a-].onnx"),
        ("a\nb.onnx", "a*.onnx"),
        ("a+b.(1).onnx", "a+b.(1).onnx"),
    ],
)
def test_a_glob_matches(path: str, glob: str) -> None:
    assert path_matches(path, glob)


@pytest.mark.parametrize(
    ("path", "glob"),
    [
        ("models/a.tflite", "*.tflite"),
        ("models/a.tflite", "a.tflite"),
        ("models", "models/**"),
        ("models/a8/a.tflite", "models/*"),
        ("x/a.tflite", "x?a.tflite"),
        ("x/a.tflite", "x[/]a.tflite"),
        ("x/a.tflite", "x[!y]a.tflite"),
        ("a.tflite.txt", "*.tflite"),
        ("../models/a.tflite", "models/**"),
        ("vb.onnx", "v[b-a].onnx"),
        ("V1.onnx", "v1.onnx"),
    ],
)
def test_a_glob_does_not_match(path: str, glob: str) -> None:
    assert not path_matches(path, glob)


def test_a_glob_of_many_stars_takes_no_time() -> None:
    assert not path_matches("a" * 200 + "/b", "*a" * 12 + "*/c")
    assert not path_matches("a/" * 200 + "b", "**/a/" * 6 + "c")


@pytest.mark.parametrize(
    ("glob", "folder"),
    [
        ("models/a8/**", "models/a8"),
        ("./models/*.onnx", "models"),
        ("models/v?/x/*.onnx", "models"),
        ("*.onnx", ""),
        ("**", ""),
        ("models/a.onnx", "models"),
    ],
)
def test_the_folder_before_the_first_star_is_where_files_are_looked_for(
    glob: str, folder: str
) -> None:
    assert fixed_folder(glob) == folder


def test_a_glob_of_rules_goes_across_slashes() -> None:
    assert rule_matches("artpec8/conv/kernel", "artpec8/*")
    assert rule_matches("artpec8/conv/kernel", "artpec8/conv/kernel")
    assert not rule_matches("artpec9/conv/kernel", "artpec8/*")
