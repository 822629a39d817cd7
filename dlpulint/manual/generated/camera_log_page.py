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

Compilers and cameras print why a model does not run, in words of their own. dlpulint explains
them, and compares them with its prediction for the model. A log of `detector.tflite` on a camera,
`camera.log`:

```
root.Brand.ProdNbr=P3267-LVE
root.Properties.Firmware.Version=11.6.94
2024-01-11T10:00:02 axis larod[700]: WARNING: Fallback unsupported op 14 to TfLite
```

    dlpulint detector.tflite --target artpec8 --log camera.log

The report then ends with the log:

```output
…
  Log     The log agrees with the prediction: P3267-LVE, AXIS OS 11.6.94,
          2024-01-11, camera.log.
  Line    3: 2024-01-11T10:00:02 axis larod[700]: WARNING: Fallback unsupported
          op 14 to TfLite
  At      Operators #2, #6, #10, #14, #17, #31 and 2 more.
  Means   The delegate does not support an operator, and the CPU runs it. At the
          end of the graph, as with SSD post-processing (op 32, CUSTOM), this
          costs little; in the middle it splits the graph. The number is
          TFLite's code of the operator.
  Cure    Retrain with ReLU6 instead of SiLU (swish): `activation="relu6"` in
          the Keras layers. (artpec8/silu-activation)
```

A message alone, without a model:

    dlpulint --explain "Could not allocate tensors"     # or a part of a message

## Get a log

- **larod on a camera**: `journalctl -u larod` after an attempt to load the model, in an SSH
  session of the developer mode. Messages of an application are in the camera's system log.
- **larod-client**: its output, with the command that a report ends with.
- **Edge TPU compiler** (ARTPEC-7): `model_edgetpu.log`, which it writes beside the compiled
  model, or its output with `-s`.
- **Converters**: the output of onnx2tf or of TensorFlow's converter.
- **A kit of probes**: the log of its script, with `--probe`, settles rows of a target that no
  source states: [Settle what no source states](usage.md#settle-what-no-source-states---probe).

One file may hold several of them, in any order: they are recognised by their content. `--log` may
be repeated, and `--log -` reads standard input. Camera and AXIS OS are read from the lines of
`param.cgi` (`root.Brand.ProdNbr`, `root.Properties.Firmware.Version`), or stated with `--camera`
and `--axis-os`.

## Try a model on a camera

    dlpulint detector.tflite --target artpec8 --try root@192.168.0.90 --dry-run

prints one command of `ssh`. It copies the model to a temporary folder of the camera, runs it with
larod-client (100 times, on random input), prints camera, AXIS OS and the journal of larod, and
removes the folder. Without `--dry-run` dlpulint runs the command, after it has printed it, and
reads what comes back as with `--log`. The camera needs an account with SSH in developer mode;
`ssh` asks for the password, or uses your key.

## Three answers

- **The log agrees.** Findings that it confirms are `measured`, with the camera or compiler, its
  version and the date. Operators that could not be checked get the device that the log has.
- **The log contradicts.** The report lists the operators. The verdict and the exit code follow
  the log: findings that it refutes are suppressed with that reason, and a worse result is the
  finding `CHIP/contradicted-by-log`. An issue is printed that helps to mend the rules: rules,
  operators, shapes and versions, without names of the model. In JSON it is `confrontation.issue`.
- **The log states nothing** about this model: it is about another chip or another file. The
  table of the Edge TPU compiler must have as many operators of each name as the model.

**An ONNX file with the log of its `.tflite`**: the log is compared with the preview of the
conversion if it names a `.tflite` file, or has a compiler's table with the operators of the
preview. The verdict after conversion follows the log; the file itself still has to be converted,
and findings and devices stay as previewed. Another converter or version makes another file: check
the converted file with its log for the whole answer. In JSON it is `confrontation.preview`.

A compiler's success does not show that a camera loads the file. `--write-confirmation NAME` keeps
a test that does (`Model … loaded` of larod-client) in `dlpulint.toml`, as a `[[confirmed]]` table
([config](config.md#accepted-findings)) with the name of the person who tested.
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
