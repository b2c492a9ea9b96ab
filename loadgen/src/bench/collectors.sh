#!/usr/bin/env bash
# Compares garbage collectors for a hub: start-up, memory of connections at rest, a broadcast's CPU
# time and latency, and the latency of commits spread over folders. Each variant is a hub of its own,
# with fresh data, one after the other.
#
#   loadgen/src/bench/collectors.sh                    all variants, a minute or two each
#   loadgen/src/bench/collectors.sh g1 g1-wide         only these; -wide is without compact headers
#   CONNECTIONS=10000 loadgen/src/bench/collectors.sh zgc
#
# Variants: g1 parallel serial zgc, each also with -wide; and g1-aot, with an AOT cache.
# Exit code 1 if a hub did not start or a run found a broken promise.
set -euo pipefail

connections=${CONNECTIONS:-4000}
root=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
work=$(mktemp -d)
hub=
trap '[ -z "$hub" ] || kill "$hub" 2>/dev/null || true; wait; rm -rf "$work"' EXIT

options_of() {
  local collector=${1%-wide}
  case $collector in
  g1 | g1-aot) printf '%s' '-XX:+UseG1GC -XX:G1PeriodicGCInterval=30000' ;;
  parallel) printf '%s' '-XX:+UseParallelGC' ;;
  serial) printf '%s' '-XX:+UseSerialGC' ;;
  zgc) printf '%s' '-XX:+UseZGC' ;;
  *) echo "collectors.sh: there is no variant '$1'" >&2; exit 2 ;;
  esac
  [ "$collector" = "$1" ] || printf ' %s' '-XX:-UseCompactObjectHeaders'
}

# One number of a report: FILE "name" "field of it".
number() {
  awk -v name="\"$2\"" -v field="\"$3\"" '
    index($0, name " :") { inside = 1 }
    inside && index($0, field) { gsub(/[^0-9.eE+-]/, "", $3); print $3; exit }' "$1"
}

seconds_since() { awk -v a="$1" -v b="$(date +%s.%N)" 'BEGIN { printf "%.1f", b - a }'; }

# Waits until the hub is ready; its address is in $url, the seconds that it took in $ready.
start() {
  local begin
  begin=$(date +%s.%N)
  TIDEMARK_AOT=off TIDEMARK_JAVA_OPTIONS="$1" "$root/tidemark" up --port 0 --data "$2" \
    --set gateway.maxConnections=100000 >"$work/hub.log" 2>&1 &
  hub=$!
  until grep -q 'ready on' "$work/hub.log"; do
    kill -0 "$hub" 2>/dev/null || { cat "$work/hub.log" >&2; exit 1; }
    sleep 0.05
  done
  ready=$(seconds_since "$begin")
  url=$(sed -n 's/.*ready on \(http[^ ]*\).*/\1/p' "$work/hub.log")
}

stop() {
  local begin
  begin=$(date +%s.%N)
  kill -TERM "$hub"
  wait "$hub" || true
  hub=
  stopped=$(seconds_since "$begin")
}

load() {
  local name=$1
  shift
  "$root/tidemark" load "$name" --url "$url" --json "$work/$name.json" "$@" >"$work/$name.txt" || {
    cat "$work/$name.txt" >&2
    exit 1
  }
}

measure() {
  local variant=$1 options resident
  options=$(options_of "$variant")
  if [ "$variant" = g1-aot ]; then
    start "$options -XX:AOTCacheOutput=$work/hub.aot" "$work/$variant"
    stop
    options="$options -XX:AOTCache=$work/hub.aot"
  else
    # What the servers do once is not the hub's: it starts twice, and the second time counts.
    start "$options" "$work/$variant"
    stop
  fi
  start "$options" "$work/$variant"
  resident=$(awk '/VmRSS/ { printf "%.0f", $2 / 1024 }' "/proc/$hub/status")
  load idle --connections "$connections" --hold 5
  load fanout --against none --devices "$connections" --rounds 2 --seconds 4 --rate 2
  load spread --folders 300 --rate 600 --seconds 8 --warm-up 5
  stop
  awk -v variant="$variant" -v ready="$ready" -v stopped="$stopped" -v resident="$resident" \
    -v each="$(number "$work/idle.json" resident.each value)" \
    -v heap="$(number "$work/idle.json" heap.each value)" \
    -v cpu="$(number "$work/fanout.json" hub.perCpuSecondAboveIdle value)" \
    -v p99="$(number "$work/fanout.json" hub.latency p99Micros)" \
    -v spread="$(number "$work/spread.json" push p99Micros)" \
    -v half="$(number "$work/spread.json" push p50Micros)" \
    -v busy="$(number "$work/spread.json" hub.cpu value)" \
    'BEGIN { printf "%-14s %6.1f s %6.1f s %6d MiB %8.0f %8.0f %10.0f %8.0f ms %7.1f %7.1f ms %6.2f\n",
      variant, ready, stopped, resident, each, heap, cpu, p99 / 1000, half / 1000, spread / 1000, busy }'
  rm -rf "${work:?}/$variant"
}

[ $# -gt 0 ] || set -- g1 g1-wide parallel parallel-wide serial serial-wide zgc zgc-wide g1-aot
for variant; do options_of "$variant" >/dev/null; done
"$root/tidemark" settings >/dev/null # builds what is not built
printf '%-14s %8s %8s %10s %8s %8s %10s %11s %18s %6s\n' "$connections each" start stop resident \
  'B/conn' 'heap B' 'push/CPU-s' 'push p99' 'spread p50, p99' CPUs
for variant; do measure "$variant"; done
