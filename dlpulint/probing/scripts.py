"""The scripts of kits, which run their models and collect the log."""

from collections.abc import Sequence

ON_CAMERA = """\
#!/bin/sh
# Runs every model of this kit on the camera, and collects the log.
# Copy the folder to the camera, and run there: sh run.sh > kit.log
cd "$(dirname "$0")" || exit 1
for name in Brand.ProdNbr Properties.Firmware.Version Properties.System.Soc; do
  parhandclient getgroup "root.$name" 2>/dev/null
done
date "+%Y-%m-%d %H:%M:%S"
for model in *.tflite; do
  sleep "${PAUSE:-1}"
  begin=$(date +%s)
  echo "dlpulint probe: $model"
  larod-client -g "$model" -c DEVICE -R 1 -i '' 2>&1
  journalctl -u larod --since "@$begin" 2>/dev/null
done
rm -f ./*.out[0-9]*
"""

BY_COMPILER = """\
#!/bin/sh
# Compiles every model of this kit with edgetpu_compiler, and collects its tables.
# Run it on a computer: sh run.sh > kit.log
cd "$(dirname "$0")" || exit 1
compiled=$(mktemp -d)
for model in *.tflite; do
  echo "dlpulint probe: $model"
  edgetpu_compiler -s -o "$compiled" "$model" 2>&1
done
rm -r "$compiled"
"""


def timed(device: str, controls: Sequence[str]) -> str:
    """The script for a device of larod, with the controls first, and once more at the end."""
    return _TIMED.replace("DEVICE", device).replace("CONTROLS", " ".join(controls))


_TIMED = """\
#!/bin/sh
# Runs every model of this kit on the camera, and collects the log.
# Copy the folder to the camera, stop other applications that use the DLPU, and run there:
# sh run.sh > kit.log
cd "$(dirname "$0")" || exit 1
run() {
  sleep "${PAUSE:-1}"
  begin=$(date +%s)
  echo "dlpulint probe: $1"
  larod-client -g "$1" -c DEVICE -R 100 -w 5 -i '' 2>&1
  journalctl -u larod --since "@$begin" 2>/dev/null
}
for name in Brand.ProdNbr Properties.Firmware.Version Properties.System.Soc; do
  parhandclient getgroup "root.$name" 2>/dev/null
done
date "+%Y-%m-%d %H:%M:%S"
for model in CONTROLS; do
  run "$model"
done
for model in *.tflite; do
  case "$model" in
  control-*) ;;
  *) run "$model" ;;
  esac
done
for model in CONTROLS; do
  run "$model"
done
rm -f ./*.out[0-9]*
"""
