"""Logs of reports made by hand, and what is wrong with a log: by the schema, and for GitHub.

The schema is OASIS' sarif-schema-2.1.0.json, see tests/data/README.md.
"""

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from dlpulint.basics.terms import Answer, Effect, Severity
from dlpulint.report.report import Report
from dlpulint.reporters.sarif.log import write
from tests.places import ROOT
from tests.reporters.samples import (
    HOSTILE,
    finding,
    model_report,
    place,
    report,
    target,
    unreadable,
)

SCHEMA = ROOT / "tests" / "data" / "sarif-schema-2.1.0.json"

_LEVELS = ("error", "warning", "note")


def many() -> Report:
    """Two files on three targets, one of them ignored in part, and a third that is damaged."""
    weights = finding(locations=[place(number) for number in range(53)])
    rejected = finding(
        "artpec8/too-many-partitions",
        level=Severity.ERROR,
        effect=Effect.REJECTED,
        message="The graph falls into 17 partitions; the DLPU loads 16",
        locations=(),
    )
    unsure = finding("artpec8/resize", level=Severity.NOTE, answer=Answer.UNKNOWN)
    ignored = finding("artpec8/x", level=Severity.ERROR, suppressed="the camera is idle")
    return report(
        model_report("models/a b.tflite", findings=[weights, unsure]),
        model_report("models/c.tflite", findings=[rejected, weights, ignored]),
        unreadable(),
        model_report("models/c.tflite", target="cv25"),
        targets=[target("artpec8"), target("cv25"), target("artpec7")],
    )


def hostile() -> Report:
    """Names that are more than letters, wherever a name can stand."""
    return report(
        *(
            model_report(
                path=name[:200],
                findings=[
                    finding(
                        message=f"'{name}' is bad",
                        why=name,
                        fix=name,
                        title=name,
                        locations=[place(1, name), place(None, name)],
                        suppressed=name,
                    )
                ],
            )
            for name in HOSTILE
        ),
        unreadable(error=HOSTILE[0]),
    )


def log(of: Report) -> Any:
    return json.loads(write(of))


def results(of: Report) -> list[Any]:
    return [result for run in log(of)["runs"] for result in run["results"]]


def prints(of: Report) -> list[str]:
    return [str(result["partialFingerprints"]["primaryLocationLineHash"]) for result in results(of)]


def uri_of(result: Any) -> str:
    return str(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))


def schema_mistakes(document: Any) -> list[str]:
    """What the OASIS schema objects to."""
    return [f"{error.json_path}: {error.message}" for error in _validator().iter_errors(document)]


def github_mistakes(document: Any) -> list[str]:
    """What GitHub refuses, or takes amiss, that neither schema nor validator objects to."""
    return list(_mistakes(document["runs"]))


def _mistakes(runs: list[Any]) -> Iterator[str]:
    categories = Counter(run["automationDetails"]["id"] for run in runs)
    if max(categories.values(), default=0) != 1:
        yield f"categories are not distinct: {categories}"
    if len(runs) > 20:
        yield f"{len(runs)} runs"
    for run in runs:
        where = run["automationDetails"]["id"]
        yield from (f"{where}: {mistake}" for mistake in _mistakes_of_run(run))


def _mistakes_of_run(run: Any) -> Iterator[str]:
    if not run["automationDetails"]["id"].endswith("/"):
        yield "a category without a slash at its end is none"
    hashes = Counter(
        result.get("partialFingerprints", {}).get("primaryLocationLineHash")
        for result in run["results"]
    )
    if None in hashes:
        yield "a result without a fingerprint"
    yield from (
        f"fingerprint {fingerprint} of {many} results"
        for fingerprint, many in hashes.items()
        if many > 1
    )
    if len(run["results"]) > 5_000:
        yield f"{len(run['results'])} results"
    ranks = [
        (bool(result["suppressions"]), _LEVELS.index(result["level"])) for result in run["results"]
    ]
    if ranks != sorted(ranks):
        yield "results are not in order"
    uris = [file["location"]["uri"] for file in run["artifacts"]]
    for result in run["results"]:
        if len(result["locations"]) != 1:
            yield f"{len(result['locations'])} locations"
        if not result["message"]["text"].strip(" ."):
            yield "an empty message"
        uris.append(uri_of(result))
    for uri in set(uris):
        if not uri or uri.startswith("/") or not uri.isascii() or set(uri) & set(' :#?\\<>[]"'):
            yield f"{uri} is not relative, or not encoded"
    for rule in run["tool"]["driver"]["rules"]:
        yield from (f"{rule['id']}: {mistake}" for mistake in _mistakes_of_rule(rule))


def _mistakes_of_rule(rule: Any) -> Iterator[str]:
    for key in ("shortDescription", "fullDescription"):
        if not 0 < len(rule[key]["text"]) <= 1_024:
            yield f"{key} of {len(rule[key]['text'])} characters"
    if not rule["help"]["text"] or not rule["help"]["markdown"]:
        yield "no help"
    if len(rule["properties"]["tags"]) > 10:
        yield f"{len(rule['properties']['tags'])} tags"
    if "security-severity" in rule["properties"]:
        yield "security-severity makes a security alert of it"
    if not 0 < len(rule["name"]) <= 255 or rule["name"] == rule["id"]:
        yield f"name {rule['name']}"
