"""The page about logs as Markdown for docs/camera-log.md: how to get one, and all known lines."""

from dlpulint.logs.known import KnownLine, LogKind, known_lines
from dlpulint.manual.generated.escaped_markdown import escaped
from dlpulint.manual.generated.finding_page import filled

_GENERATED = (
    "<!-- Written by `python -m tests.generated`: change dlpulint/logs/known_lines.toml or "
    "dlpulint/manual/generated/camera_log_page.py, not this page. -->"
)

_INTRODUCTION = """
# Read a camera's log

Compilers and cameras print why a model does not run, in words of their own. dlpulint explains them:

    dlpulint --explain "Could not allocate tensors"     # a message, or a part of one

## Get a log

- **larod on a camera**: `journalctl -u larod` after an attempt to load the model, in an SSH
  session of the developer mode. Messages of an application are in the camera's system log.
- **larod-client**: its output, with the command that a report ends with.
- **Edge TPU compiler** (ARTPEC-7): `model_edgetpu.log`, which it writes beside the compiled
  model, or its output with `-s`.
- **Converters**: the output of onnx2tf or of TensorFlow's converter.

One file may hold several of them, in any order: they are recognised by their content.
""".strip().splitlines()

_TITLES: dict[LogKind, str] = {
    "larod": "larod, in the journal or in an application's log",
    "larod-client": "larod-client",
    "vx-delegate": "VeriSilicon's delegate (ARTPEC-8)",
    "armnn-delegate": "Arm NN's delegate (ARTPEC-9)",
    "tflite": "TensorFlow Lite",
    "edgetpu-compiler": "Google's Edge TPU compiler (ARTPEC-7)",
    "benchmark": "benchmark_model",
    "converter": "Converters",
}


def camera_log_page() -> str:
    """The whole page."""
    lines = [_GENERATED, "", *_INTRODUCTION, "", "## Known lines", ""]
    for kind, title in _TITLES.items():
        lines += [f"### {title}", "", "| line | meaning | cure | rules |", "|---|---|---|---|"]
        lines += [_row(line) for line in known_lines() if line.kind == kind]
        lines.append("")
    return "\n".join(lines)


def _row(line: KnownLine) -> str:
    cells = (
        escaped(line.title),
        filled(line.meaning),
        filled(line.cure_text),
        ", ".join(f"`{rule}`" for rule in line.rules),
    )
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"
