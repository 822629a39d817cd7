"""Options on both sides of a limit: numbers, words, and the set of operators."""

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from dlpulint.checks.base import OperatorParams
from dlpulint.checks.operators import Allowed, AttributeLimits, Range, SameAs
from dlpulint.loader.tflite.operator_tables import OPTIONS
from dlpulint.model.graph import Attribute
from dlpulint.model.kinds import natives_of
from dlpulint.model.vocabulary import OPTION_WORDS
from dlpulint.proof.miniature import Miniature
from dlpulint.proof.variation import Variation, beside, sides_of

_WORDS: Mapping[str, tuple[str, ...]] = {
    **OPTION_WORDS,
    "mode": ("reflect", "symmetric", "constant", "edge", "nearest", "linear", "cubic"),
    "direction": ("forward", "reverse", "bidirectional"),
}
"""Words that an option may have; of others a word is made up."""


def vary_options(params: AttributeLimits, miniature: Miniature) -> Iterator[Variation]:
    """Every value of a set and the ends of a range, and their neighbours."""
    known = {name: allow for name, allow in params.limits.items() if _known(name, miniature)}
    if len(known) > 1:
        together = miniature
        for name, allowed in known.items():
            for value in _values(name, allowed, together)[0][:1]:
                together = together.with_options({name: value})
        yield Variation("every option as allowed", together, True)
    for name, allowed in known.items():
        good, bad = _values(name, allowed, miniature)
        for values, fine in ((good, True), (bad, False)):
            for value in values:
                text = str(value).lower() if isinstance(value, bool) else str(value)
                changed = miniature.with_options({name: value, **_following(name, value, known)})
                yield Variation(f"{name}={text}", changed, fine)


def _following(name: str, value: Attribute, limits: Mapping[str, Allowed]) -> dict[str, Attribute]:
    """Options that have to equal the one that is set."""
    follows = (
        other
        for other, allowed in limits.items()
        if isinstance(allowed, SameAs) and allowed.same_as == name
    )
    return dict.fromkeys(follows, value)


def _known(name: str, miniature: Miniature) -> bool:
    """Whether files give the operator this option: others prove nothing."""
    operator = miniature.operator
    _, options = OPTIONS.get(operator.native, ("", ()))
    given = {option[1] for option in options}
    return name in operator.attributes or (miniature.model.format == "tflite" and name in given)


def _values(
    name: str, allowed: Allowed, miniature: Miniature
) -> tuple[tuple[Attribute, ...], tuple[Attribute, ...]]:
    if isinstance(allowed, Range):
        return sides_of(allowed)
    if isinstance(allowed, SameAs):
        other = miniature.operator.attributes.get(allowed.same_as)
        if isinstance(other, int) and not isinstance(other, bool):
            return (other,), (other + 1,)
        return (), ()
    flags = [value for value in allowed if isinstance(value, bool)]
    if flags:
        return allowed, tuple({True, False} - set(flags))
    words = [value for value in allowed if isinstance(value, str)]
    if words:
        known = _WORDS.get(name, (f"other-than-{words[0]}",))
        return allowed, tuple(word for word in known if word not in words)
    return allowed, beside(tuple(value for value in allowed if isinstance(value, int)))


def vary_domain(_: OperatorParams, miniature: Miniature) -> Iterator[Variation]:
    """The operator as the standard has it, and as an extension has one of the same kind."""
    operator = miniature.operator
    for native in natives_of(operator.kind, miniature.model.format):
        changed = miniature.with_operator(replace(operator, native=native))
        yield Variation(native, changed, "." not in native)


def vary_dilation(_: OperatorParams, miniature: Miniature) -> Iterator[Variation]:
    """The same dilation in both directions, and twice as much in one."""
    plain = miniature.with_options(
        {"kernel_height": 3, "kernel_width": 3, "dilation_height": 2, "dilation_width": 2}
    )
    yield Variation("a dilation of 2x2", plain, True)
    yield Variation("a dilation of 2x1", plain.with_options({"dilation_width": 1}), False)
