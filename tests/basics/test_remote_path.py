"""Addresses: what is one, and what reports may show of it."""

import pytest

from dlpulint.basics.remote_path import is_remote, scheme_of, suffix_of, without_secrets


@pytest.mark.parametrize(
    ("path", "remote"),
    [
        ("s3://bucket/model.onnx", True),
        ("https://host/model.onnx", True),
        ("memory://model.onnx", True),
        ("simplecache::s3://bucket/model.onnx", True),
        ("HF://owner/model.onnx", True),
        ("C://models/model.onnx", False),
        ("models/model.onnx", False),
        ("https:/host/model.onnx", False),
        ("a b://model.onnx", False),
        ("-", False),
    ],
)
def test_a_scheme_of_two_letters_makes_an_address(path: str, remote: bool) -> None:
    assert is_remote(path) == remote


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://host/a.onnx", "https://host/a.onnx"),
        ("https://me:secret@host:8080/a.onnx", "https://host:8080/a.onnx"),
        ("https://host/a.onnx?X-Amz-Date=1&X-Amz-Signature=abc", "https://host/a.onnx"),
        ("https://host/a.onnx?sv=1&sig=abc", "https://host/a.onnx"),
        ("https://host/get?token=", "https://host/get"),
        ("https://host/get?id=7&file=a.onnx", "https://host/get?id=7&file=a.onnx"),
        ("https://host/team@home/a.onnx", "https://host/team@home/a.onnx"),
        ("s3://bucket/a.onnx", "s3://bucket/a.onnx"),
        ("memory://a.onnx", "memory://a.onnx"),
    ],
)
def test_passwords_and_signatures_are_not_shown(address: str, shown: str) -> None:
    assert without_secrets(address) == shown


@pytest.mark.parametrize(
    ("address", "suffix"),
    [
        ("https://host/a.ONNX?version=2.1", ".onnx"),
        ("s3://bucket/v1.2/model.tflite", ".tflite"),
        ("memory://model.onnx", ".onnx"),
        ("https://host/download", ""),
    ],
)
def test_the_suffix_is_that_of_the_file(address: str, suffix: str) -> None:
    assert suffix_of(address) == suffix


def test_the_first_scheme_counts() -> None:
    assert scheme_of("simplecache::https://host/a.onnx") == "simplecache"
    assert scheme_of("HTTPS://host/a.onnx") == "https"
