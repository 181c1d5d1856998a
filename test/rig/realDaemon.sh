#!/usr/bin/env bash
# The daemon itself over the kernel's own drivers: a headset's and a light's twin behind /dev/uhid become real /dev/hidraw
# devices, and `bandeau run` with a seat and a light finds both, answers the headset, tells the bus, lights the light, and
# comes through pulled plugs. Needs root, Linux with uhid (modprobe uhid), node, `npm ci`, `npm run build` and
# `npm run build:rig`; no hardware, no broker. Prints "ok" lines and ends with 0, or says what it missed.
set -u
cd "$(dirname "$0")/../.." || exit 1
limit=${LIMIT_SECONDS:-120}
work=$(mktemp -d)
bandeau=(node dist/bandeau.cjs)
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$work"' EXIT

modprobe uhid 2>/dev/null
[ -e /dev/uhid ] || { echo "there is no /dev/uhid: modprobe uhid, as root"; exit 1; }

missed() {
  echo "missed: $1"
  tail -n 25 "$work"/*.log 2>/dev/null
  exit 1
}

# What must appear in a file before the time is over, behind the line that was read last of it.
declare -A read_to
awaits() {
  local file=$work/$1.log pattern=$2 what=$3 late=$((SECONDS + limit)) at
  until at=$(tail -n "+$((${read_to[$1]:-0} + 1))" "$file" 2>/dev/null | grep -nE -m 1 "$pattern" | cut -d: -f1) && [ -n "$at" ]; do
    [ $SECONDS -lt $late ] || missed "$what"
    sleep 0.5
  done
  echo "ok: $what"
}

# What was said so far counts no more.
mark() { read_to[$1]=$(wc -l <"$work/$1.log"); }

twin() {
  local name=$1
  shift
  mkfifo "$work/$name.keys"
  exec {keys}<>"$work/$name.keys"
  eval "${name}_keys=$keys"
  "${bandeau[@]}" sim "$@" --uhid --json <"$work/$name.keys" >"$work/$name.log" 2>"$work/$name-errors.log" &
  eval "${name}_pid=$!"
}

cat >"$work/site.yaml" <<SITE
version: 1
site: floor
node: island-1
broker: { urls: ["mqtt://127.0.0.1:18830"] }
sources: { acd: {} }
queues: {}
stateFolder: $work/state
agents: { authority: seat, pseudonyms: none }
seats:
  - { id: p1, headset: {}, agent: { id: "4212" } }
lights:
  - id: lamp
    model: luxafor-flag
    followHours: false
    rules:
      - { seat: p1, is: absent, colour: blue, minimumSeconds: 0 }
      - { seat: p1, is: talking, colour: red, minimumSeconds: 0 }
      - { colour: green, minimumSeconds: 0 }
SITE
mkdir "$work/state"

node dist/rig/bus.cjs 18830 >"$work/bus.log" 2>&1 &
awaits bus '^broker' "a broker listens"
twin headset headset jabra-link-380 --serial RIG1
twin light light luxafor-flag --serial LAMP1
awaits headset 'plugged into' "the headset's twin is in the kernel"
awaits light 'plugged into' "the light's twin is in the kernel"
grep -H . /sys/class/hidraw/*/device/uevent | grep -E 'HID_NAME|HID_UNIQ' | sed 's/^/     /'

"${bandeau[@]}" run --config "$work/site.yaml" >"$work/daemon.log" 2>&1 &
daemon=$!
awaits bus 'node/island-1/device/p1-headset/status .*"state":"up"' "the daemon has opened the headset"
awaits headset '"taken":"02' "its LEDs were imposed"
awaits bus 'node/island-1/device/light-lamp/status .*"state":"up"' "the daemon has opened the light"
awaits light 'green' "which is green"

mark bus; mark light; mark headset
sleep 3
echo answer >&"$headset_keys"
awaits headset '"lit":\[[^]]*"OffHook"' "a hook is acknowledged with the Off-Hook LED"
awaits bus 'seat/p1/state .*"busy"' "the agent is busy on the bus"
awaits light 'red' "the light is red"

mark bus; mark light
echo unplug >&"$headset_keys"
awaits bus 'device/p1-headset/status .*"state":"down"' "a pulled headset is told"
awaits light 'blue' "the light says that it is absent"
# It would read its keys for as long as we hold them.
exec {headset_keys}>&-
kill "$headset_pid" 2>/dev/null
wait "$headset_pid" 2>/dev/null
mark bus; mark light
rm -f "$work/headset.keys"
twin headset headset jabra-link-380 --serial RIG1
awaits bus 'device/p1-headset/status .*"state":"up"' "the headset is back under another name"

mark bus; mark light
echo unplug >&"$light_keys"
awaits bus 'device/light-lamp/status .*"state":"down"' "a pulled light is told"
mark bus; mark light
echo replug >&"$light_keys"
awaits bus 'device/light-lamp/status .*"state":"up"' "the light is back"
awaits light 'green|red|blue' "and shows its colour again"

mark light
kill -TERM $daemon
late=$((SECONDS + limit))
while kill -0 $daemon 2>/dev/null; do
  [ $SECONDS -lt $late ] || missed "the daemon ends"
  sleep 0.5
done
wait $daemon
[ $? -eq 0 ] || missed "the daemon ends well"
awaits light '"lamps":\["off","off"' "the daemon has ended, and the light is dark"
