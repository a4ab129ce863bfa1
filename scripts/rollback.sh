#!/usr/bin/env bash
# Apply one way back to a run: write its one override into the run file and go on from the last good checkpoint.
# No code is reverted; the run file before is kept as config.before-step-N.toml, and rollback.log says what was done.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: scripts/rollback.sh NAME RUN [options of hrm train]
       scripts/rollback.sh --list

NAME             when                                     what it sets
lower-rate       the loss spikes, or becomes NaN or Inf   train.lr, a tenth of what it was; resumes
attention        NaN or Inf with the causal mask          model.causal = false (bidirectional); resumes, scores are marked invalid
plain-attention  a fused attention kernel fails           HRM_ATTENTION=plain; resumes
vocabulary       the tokenizer does not match             data.tokenizer = the one saved in RUN; resumes
transformer      the HRM does not train                   model.kind = "transformer"; starts fresh in RUN-transformer
puzzle           is it the model or the data?             task = "puzzle"; starts fresh in RUN-puzzle
TEXT
}

fail() {
  echo "rollback: $1" >&2
  exit "$2"
}

case "${1:-}" in
  --list | -h | --help) usage; exit 0 ;;
esac
[ $# -ge 2 ] || { usage >&2; exit 2; }
name=$1 run=${2%/}
shift 2
[ -f "$run/config.toml" ] || fail "$run holds no run (no config.toml); name a run folder of hrm train" 5

here=$(cd "$(dirname "$0")/.." && pwd)
if [ -n "${HRM:-}" ]; then
  read -ra hrm <<<"$HRM"
elif [ -x "$here/.venv/bin/hrm" ]; then
  hrm=("$here/.venv/bin/hrm")
else
  hrm=(hrm)
fi

out=$run resume=(--resume)
case $name in
  lower-rate)
    rate=$(awk -F' = ' '/^\[/ { section = $0 } section == "[train]" && $1 == "lr" { printf "%.10g", $2 / 10 }' "$run/config.toml")
    [ -n "$rate" ] || fail "$run/config.toml has no lr under [train]" 2
    setting="train.lr=$rate" ;;
  attention) setting="model.causal=false" ;;
  plain-attention) setting="HRM_ATTENTION=plain"; export HRM_ATTENTION=plain ;;
  vocabulary) setting="data.tokenizer=$run/tokenizer.json" ;;
  transformer) setting="model.kind=transformer" out=$run-transformer resume=() ;;
  puzzle) setting="task=puzzle" out=$run-puzzle resume=() ;;
  *) fail "unknown way back '$name'; see: scripts/rollback.sh --list" 2 ;;
esac

mkdir -p "$out"
override=()
[[ $setting == HRM_* ]] || override=(--set "$setting")
if [ ${#resume[@]} -gt 0 ]; then
  last=$(cat "$run/checkpoints/latest" 2>/dev/null || echo "no checkpoint: from the beginning")
  echo "rollback: $setting; going on in $run ($last)" >&2
  echo "$(date -u +%Y-%m-%dT%H:%M:%SZ) $name: $setting, from $last" >>"$run/rollback.log"
else
  override+=(--set train.start=) # what the run began with has another shape or another vocabulary
  echo "rollback: $setting; its weights have another shape, so $out starts fresh and $run stays as it is" >&2
  rmdir "$out" 2>/dev/null || fail "$out is there already; move it away" 2
fi
exec "${hrm[@]}" train "$run" --out "$out" "${resume[@]}" "${override[@]}" "$@"
