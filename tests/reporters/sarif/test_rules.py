"""Rules: the texts of each apart from any model."""

from datetime import date

import pytest

from dlpulint.basics.terms import Answer, Evidence, Severity
from dlpulint.findings.source import Source
from dlpulint.report.report import Report
from tests.reporters.samples import finding, model_report, report
from tests.reporters.sarif.logs import log

PAGE = "https://docs.example/dlpulint/rules/artpec8/per-channel-weights/"


@pytest.mark.usefixtures("published")
def test_a_rule_carries_its_reason_cure_and_source() -> None:
    (run,) = log(report(model_report(findings=[finding()])))["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule == {
        "id": "artpec8/per-channel-weights",
        "name": "Artpec8PerChannelWeights",
        "shortDescription": {"text": "Weights quantized per channel."},
        "fullDescription": {"text": "The DLPU computes each channel apart. Latency rises."},
        "help": {
            "text": "The DLPU computes each channel apart.\n\nLatency rises.\n\n"
            "Convert with `_experimental_disable_per_channel = True`.\n\n"
            "How we know: documented. Source: ARTPEC-8 supported operators, "
            "https://example.org/ops?chip=artpec-8&part=(1), read 2026-11-20.",
            "markdown": "The DLPU computes each channel apart.\n\nLatency rises.\n\n"
            "**What to do**\n\nConvert with `_experimental_disable_per_channel = True`.\n\n"
            "How we know: documented. Source: [ARTPEC-8 supported operators]"
            "(https://example.org/ops?chip=artpec-8&part=%281%29), read 2026-11-20.",
        },
        "defaultConfiguration": {"level": "warning"},
        "properties": {
            "tags": ["dlpu", "slow", "artpec8"],
            "precision": "very-high",
            "problem.severity": "warning",
        },
        "helpUri": PAGE,
    }


@pytest.mark.parametrize(
    ("evidence", "precision"),
    [
        (Evidence.DOCUMENTED, "very-high"),
        (Evidence.SHOWN, "high"),
        (Evidence.MEASURED, "high"),
        (Evidence.INFERRED, "medium"),
    ],
)
def test_precision_follows_from_evidence(evidence: Evidence, precision: str) -> None:
    (run,) = log(report(model_report(findings=[finding(evidence=evidence)])))["runs"]
    assert run["tool"]["driver"]["rules"][0]["properties"]["precision"] == precision


def test_a_rule_is_told_by_its_worst_finding() -> None:
    note = finding(level=Severity.NOTE, answer=Answer.UNKNOWN, evidence=Evidence.INFERRED)
    error = finding(level=Severity.ERROR)
    (run,) = log(report(model_report(findings=[note, error])))["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert rule["properties"]["problem.severity"] == "error"
    assert [(result["level"], result["ruleIndex"]) for result in run["results"]] == [
        ("error", 0),
        ("note", 0),
    ]


@pytest.mark.usefixtures("published")
def test_a_rule_of_a_users_own_pack_leads_to_its_source() -> None:
    (run,) = log(report(model_report(findings=[finding("mine/rule")])))["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["informationUri"] == "https://code.example/dlpulint"
    assert rule["helpUri"] == "https://example.org/ops?chip=artpec-8&part=%281%29"


def test_without_a_site_a_rule_has_its_help_and_no_address() -> None:
    (run,) = log(report(model_report(findings=[finding()])))["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert "helpUri" not in rule
    assert rule["help"]["text"].startswith("The DLPU computes each channel apart.")
    assert "informationUri" not in run["tool"]["driver"]


def test_a_source_without_an_address_has_no_help_uri() -> None:
    source = Source(title="[x](y)", url="javascript:alert(1)", read=date(2026, 1, 2))
    (run,) = log(report(model_report(findings=[finding("mine/rule", source=source)])))["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert "helpUri" not in rule
    assert rule["help"]["markdown"].endswith(r"Source: \[x\](y), read 2026-01-02.")


def test_a_name_makes_no_link() -> None:
    name = "[click](javascript:alert(1))"
    single = report(model_report(findings=[finding(message=f"'{name}' is bad", why=name)]))
    (run,) = log(single)["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert run["results"][0]["message"]["text"].startswith(
        "[artpec8] '[click] (javascript:alert(1))' is bad. "
    )
    assert rule["help"]["markdown"].startswith(r"\[click\](javascript:alert(1))")


def _help(of: Report) -> str:
    (run,) = log(of)["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    return str(rule["help"]["text"])


def test_help_for_several_models_says_what_holds_of_all() -> None:
    fixes = (
        "Replace what cuts. With MEAN changed, 3 are left.",
        "Replace what cuts. Nothing helps.",
    )
    first, second = (
        model_report(f"{number}.tflite", findings=[finding(fix=fix, why="It cuts.\n\nBadly.")])
        for number, fix in enumerate(fixes)
    )
    assert _help(report(first)).startswith(f"It cuts.\n\nBadly.\n\n{fixes[0]}\n\nHow we know")
    assert _help(report(first, second)).startswith(
        "It cuts.\n\nBadly.\n\nReplace what cuts.\n\nHow we know"
    )


def test_help_that_models_share_nothing_of_is_the_title() -> None:
    both = [finding(why=why, fix=why) for why in ("One thing.", "Another thing.")]
    single = report(*(model_report(f"{f.why}.tflite", findings=[f]) for f in both))
    assert _help(single).startswith("Weights quantized per channel\n\nHow we know")
