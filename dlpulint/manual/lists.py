"""Lists with one line per target, or one per rule."""

from collections.abc import Iterable, Iterator

from dlpulint.manual.paragraphs import wrapped
from dlpulint.packs.pack import Pack, level_of
from dlpulint.packs.titles import limit_title

_NAMES = (
    "Other names work too: ARTPEC-8, a8, edgetpu, cvflow (cv25 and cv75), and larod devices such "
    "as axis-a8-dlpu-tflite."
)

_GPUS = (
    "The GPUs of ARTPEC-7 and ARTPEC-9 are not covered: no public document lists their operators."
)


def targets_text(packs: Iterable[Pack]) -> str:
    """One line per target: name, title, version and accepted formats."""
    lines = []
    for pack in packs:
        formats = " or ".join("." + format for format in pack.formats)
        lines.append(f"{pack.target:12} {pack.title} ({formats}; rules {pack.version})")
        lines += wrapped(" ".join(pack.about), " " * 13)
    lines += ["", *wrapped(_NAMES), *wrapped(_GPUS)]
    return "\n".join(lines)


def rules_text(packs: Iterable[Pack]) -> str:
    """One line per rule, pack by pack; rules that packs share are listed once."""
    lines: dict[str, str] = {}
    for pack in packs:
        for id, level, title in entries(pack):
            lines.setdefault(id, f"{level:8} {id:40} {title}")
    return "\n".join(lines.values())


def entries(pack: Pack) -> Iterator[tuple[str, str, str]]:
    """Id, level and title of every rule and limit of a pack."""
    for rule in pack.rules:
        yield rule.id, rule.level.value, rule.title
    for limit in pack.every_limit():
        level = level_of(limit.effect, limit.evidence).value
        yield limit.id, level, limit_title(limit, pack)
    yield pack.unlisted_id, pack.fallback.severity.value, "Operator outside the list"
