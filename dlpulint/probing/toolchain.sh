#!/bin/sh
# Compiles every model of this kit with the toolchain, and collects how each step ends.
# Run it where the toolchain is installed: sh run.sh > kit.log
# A step has 900 seconds, or as many as the variable LIMIT states.
cd "$(dirname "$0")" || exit 1
work=$(mktemp -d) || exit 1
other_causes='licen[cs]e|no space left|permission denied|out of memory|cannot allocate|memoryerror'
other_causes="$other_causes|modulenotfounderror|importerror|connection (refused|timed out)"

run() {
  name=$1
  command -v timeout >/dev/null && set -- timeout "${LIMIT:-900}" "$@"
  "$@" >"$work/output" 2>&1 </dev/null
  code=$?
  tail -n 50 "$work/output"
  grep -qiE "$other_causes" "$work/output" && cause=", not by the model"
  [ "$code" -eq 0 ] && cause=
  printf '\ndlpulint step: %s exit %s%s\n' "$name" "$code" "$cause"
  return "$code"
}

step() { cause=; run "$@"; }
prepare() { cause=", not by the model"; run "$@"; }

# The body of this function runs in a shell of its own: it changes the folder.
compile() (
  echo "$(date '+%Y-%m-%d %H:%M:%S') dlpulint probe: $1"
  rm -rf "$work/model"
  mkdir "$work/model" && cp -r "$1" representative_images "$work/model" || exit 1
  cd "$work/model" || exit 1
  STEPS || exit 1
  [ -s MADE ]
  echo "dlpulint step: file exit $?"
)

compile control-dlpu.onnx
for model in *.onnx; do
  [ "$model" = control-dlpu.onnx ] || compile "$model"
done
compile control-dlpu.onnx
rm -r "$work"
