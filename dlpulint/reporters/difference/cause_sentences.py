"""Sentences about why reports changed, shared by text and Markdown; names are not escaped."""

from collections.abc import Sequence

from dlpulint.compare.data import Cause, Change, Difference, Pair, Reason, RuleCount
from dlpulint.reporters.difference.change_sentences import (
    listed,
    stated_words,
    verdict_word,
)

_RULES = 8


def versions_line(difference: Difference) -> str:
    """The packs whose versions or builds differ; empty if none do."""
    moved = dict.fromkeys(
        _packs(change)
        for change in difference.changes
        if change.compared and "rules" in change.because
    )
    return f"The rules are others: {', '.join(moved)}." if moved else ""


def cause_line(cause: Cause, difference: Difference) -> str:
    """`41 of 50 models on artpec8: the rules changed (…)`, with verdicts and rules."""
    why = because_words(cause, difference)
    models = f"{cause.models} of {cause.of} models" if cause.of > 1 else "The model"
    line = f"{models} on {cause.target}: {why}."
    if cause.verdicts:
        verdicts = (
            f"{count.models} {verdict_word('', None, count.verdict.before)} → "
            f"{verdict_word('', None, count.verdict.after)}"
            for count in cause.verdicts[:_RULES]
        )
        line += f" Verdicts: {', '.join(verdicts)}."
    for word, rules in (("New or more", cause.new), ("Gone or less", cause.gone)):
        if rules:
            line += f" {word}: {_rules(rules)}."
    return line


def _rules(rules: Sequence[RuleCount]) -> str:
    return listed([f"{count.rule} ({count.models})" for count in rules], _RULES, "more rule")


def because_line(change: Change, difference: Difference) -> str:
    """The reasons why a model's report changed; empty if only one side has the model."""
    if not change.because:
        return ""
    reasons = because_words(change, difference)
    line = reasons if reasons.startswith("dlpulint") else f"{reasons[0].upper()}{reasons[1:]}"
    if "model" in change.because:
        before, after = change.sha256.before, change.sha256.after
        if before is not None and after is not None:
            line += f" (sha256 {before[:12]} → {after[:12]})"
    return f"{line}."


def because_words(of: Change | Cause, difference: Difference) -> str:
    """The differences between the two sides that explain a change, in words."""
    because, builds = of.because, (difference.old.tool_build, difference.new.tool_build)
    versions = Pair(difference.old.tool_version, difference.new.tool_version)
    tools = _versions(versions, Pair(*builds))
    known = None not in (*builds, of.pack_build.before, of.pack_build.after)
    stated = [stated_words(side.stated) or "none" for side in (difference.old, difference.new)]
    words: dict[Reason, str] = {
        "model": "the model changed",
        "rules": f"the rules changed ({_packs(of)})",
        "tool": f"dlpulint changed ({tools})",
        "stated": f"the stated versions changed ({' → '.join(stated)})",
        "supposed": "the assumptions about the model changed (--as-if or --input-shape)",
        "settings": (
            "model, rules and dlpulint are the same, so a config changed, or an installed library"
            if known
            else "neither the model nor a version changed, so a config did, or a pack that kept "
            "its version"
        ),
    }
    parts = [words[reason] for reason in because]
    if because and "model" not in because and because != ("settings",):
        parts.append("the model did not")
    return ", ".join(parts[:-1]) + f" and {parts[-1]}" if len(parts) > 1 else "".join(parts)


def _packs(of: Change | Cause) -> str:
    """`artpec8 2026.1 → 2026.2`."""
    return f"{of.target} {_versions(of.pack_version, of.pack_build)}"


def _versions(version: Pair[str] | Pair[str | None], build: Pair[str | None]) -> str:
    """`0.1.0 → 0.2.0`; of one version the builds: `0.1.0, build 1a2b3c4d → 5e6f7a8b`."""
    if version.differs:
        return f"{version.before} → {version.after}"
    before, after = ((side or "unknown")[:8] for side in (build.before, build.after))
    return f"{version.before}, build {before} → {after}"
