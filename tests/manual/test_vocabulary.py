"""Words and camera messages lead to their explanation, and on to rules that there are."""

import re

import pytest

from dlpulint.basics.errors import UsageError
from dlpulint.manual.explain import explanation
from dlpulint.manual.generated.glossary_page import glossary_page
from dlpulint.manual.vocabulary import vocabulary
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack


@pytest.mark.parametrize(
    ("word", "title"),
    [
        ("DLPU", "DLPU"),
        ("per channel", "per-channel"),
        ("nchw", "NCHW"),
        ("SiLU", "SiLU"),
        ("swish", "SiLU"),
        ("too many partitions", "too many partitions"),
        ("Calibration", "calibration"),
        ("fp16", "float16"),
        ("artpec8", "ARTPEC"),
        ("cpu-only", "verdict"),
        ("INFERRED", "evidence"),
        ("risk", "Risk"),
        ("equalize", "equalization"),
        (
            "Could not load model: Could not build an interpreter of the model",
            "Could not build an interpreter of the model",
        ),
        ("Fallback unsupported op 14 to TfLite", "Fallback unsupported op 32 to TfLite"),
        (
            "Model contains too many graph partitions (97 > 16) and 48 of the graph partitions",
            "Model contains too many graph partitions (137 > 16) and 68 of the graph partitions "
            "can't be run on the device",
        ),
        ("could not allocate tensors", "Could not allocate tensors"),
        ("Could not find device name \"axis-a8-dlpu-tflite\" and instance 0",
         "Could not find device name axis-a8-dlpu-tflite and instance 0"),
    ],
)  # fmt: skip
def test_a_word_or_message_has_its_entry(word: str, title: str) -> None:
    entry = vocabulary().find(word)
    assert entry is not None
    assert entry.title == title


@pytest.mark.parametrize("word", ["toaster", "load", "not", "the model"])
def test_a_part_of_a_message_that_says_little_is_none(word: str) -> None:
    assert vocabulary().find(word) is None


def test_every_entry_leads_to_rules_that_there_are() -> None:
    packs = [load_pack(target, Folders()) for target in Folders().targets()]
    words = vocabulary()
    for entry in (*words.term, *words.topic, *words.message):
        for id in entry.rules:
            known = any(pack.find(id) is not None or id == pack.unlisted_id for pack in packs)
            assert known, f"{entry.title}: {id}"


def test_no_name_is_of_two_entries() -> None:
    names = [name.casefold() for name in vocabulary().names]
    assert sorted(set(names)) == sorted(names)


def test_every_message_has_a_source() -> None:
    assert all(entry.source for entry in vocabulary().message)


def test_a_term_is_two_to_four_sentences_of_at_most_28_words() -> None:
    assert len(vocabulary().term) >= 20
    for entry in vocabulary().term:
        sentences = re.split(r"(?<=[.!?])\s+(?=[A-Z`])", " ".join(entry.text.split()))
        assert 2 <= len(sentences) <= 4, entry.title
        assert max(len(sentence.split()) for sentence in sentences) <= 28, entry.title


@pytest.mark.slow
def test_the_glossary_has_the_text_that_explain_prints() -> None:
    page = " ".join(glossary_page().replace("\\", "").split())
    for entry in vocabulary().term:
        text = " ".join(entry.text.split())
        assert f"## {entry.title} " in page
        assert text in page
        assert text in " ".join(explanation(entry.title, Folders()).split())


def test_a_topic_lists_its_rules_with_the_first_step_of_each_fix() -> None:
    text = explanation(["swish", "activation", "slow"][0], Folders(), ["artpec8"])
    assert "\nRules:\n    warning  artpec8/silu-activation: SiLU activation\n" in text
    assert "Retrain with ReLU6" in text
    assert "artpec9/silu-activation" not in text


def test_a_fallback_message_names_the_operator_of_its_number() -> None:
    text = explanation("Fallback unsupported op 14 to TfLite", Folders())
    assert "\nOperator 14 is LOGISTIC: dlpulint --explain LOGISTIC\n" in text
    assert text.endswith("Source: AxisCommunications/acap-native-sdk-examples#185")


def test_the_exact_name_of_an_operator_is_the_operator() -> None:
    assert explanation("QUANTIZE", Folders(), ["artpec9"]).startswith("QUANTIZE (quantize;")
    assert explanation("quantize", Folders(), ["artpec9"]).startswith("quantization (also:")


@pytest.mark.slow
def test_no_slot_of_a_pack_is_printed() -> None:
    words = vocabulary()
    for entry in (*words.topic, *words.message):
        assert re.search(r"\{\w+\}", explanation(entry.title, Folders())) is None


def test_a_camera_is_explained_by_its_chip() -> None:
    assert explanation("Q1656-LE", Folders(), ["cpu"]).startswith("Q1656-LE: ARTPEC-8\n")


def test_an_unknown_word_is_an_error_with_the_nearest() -> None:
    with pytest.raises(UsageError) as raised:
        explanation("parttion", Folders(), ["cpu"])
    assert str(raised.value) == "unknown word 'parttion'; did you mean 'partition'?"


def test_the_glossary_lists_every_term_and_topic_and_an_unknown_word_leads_there() -> None:
    text = " ".join(explanation("glossary", Folders()).split())
    words = vocabulary()
    titles = [entry.title for entry in (*words.term, *words.topic) if entry.title != "glossary"]
    assert [title for title in titles if f" {title}" not in text] == []
    with pytest.raises(UsageError) as raised:
        explanation("glubsch", Folders())
    assert "`dlpulint --explain glossary` lists the words" in str(raised.value)
