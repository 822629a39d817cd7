from dlpulint.compare.pairing import paired
from tests.compare.samples import model, report, run

A, B, C = "a" * 64, "b" * 64, "c" * 64


def pairs(old: dict[str, str], new: dict[str, str]) -> list[tuple[str | None, str | None]]:
    return paired(
        run(*(report(path, of=model(digest)) for path, digest in old.items())),
        run(*(report(path, of=model(digest)) for path, digest in new.items())),
    )


def test_one_model_is_that_of_the_other_side_whatever_its_name() -> None:
    assert pairs({"old/x.tflite": A}, {"new/y.onnx": B}) == [("old/x.tflite", "new/y.onnx")]


def test_the_same_path_comes_first() -> None:
    found = pairs({"a.tflite": A, "m/a.tflite": B}, {"m/a.tflite": A, "a.tflite": B})
    assert found == [("m/a.tflite", "m/a.tflite"), ("a.tflite", "a.tflite")]


def test_folders_are_compared_below_their_names() -> None:
    found = pairs(
        {"v1/a8/x.tflite": A, "v1/a9/x.tflite": B}, {"v2/a8/x.tflite": C, "v2/a9/x.tflite": C}
    )
    assert found == [("v1/a8/x.tflite", "v2/a8/x.tflite"), ("v1/a9/x.tflite", "v2/a9/x.tflite")]


def test_a_report_of_another_machine_is_matched_by_the_ends_of_paths() -> None:
    found = pairs(
        {"/builds/team/models/x.tflite": A, "/builds/team/models/y.tflite": B},
        {"models/x.tflite": C, "models/y.tflite": C},
    )
    assert found == [
        ("/builds/team/models/x.tflite", "models/x.tflite"),
        ("/builds/team/models/y.tflite", "models/y.tflite"),
    ]


def test_a_renamed_file_is_known_by_its_checksum() -> None:
    found = pairs({"m/x.tflite": A, "m/y.tflite": B}, {"m/x.tflite": A, "m/z.tflite": B})
    assert found == [("m/x.tflite", "m/x.tflite"), ("m/y.tflite", "m/z.tflite")]


def test_what_could_be_either_is_neither() -> None:
    found = pairs({"a/x.tflite": A, "b/x.tflite": B}, {"c/x.tflite": C, "d/y.tflite": C})
    assert found == [
        (None, "c/x.tflite"),
        (None, "d/y.tflite"),
        ("a/x.tflite", None),
        ("b/x.tflite", None),
    ]
