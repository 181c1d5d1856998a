#!/usr/bin/env bash
# The headset way over the kernel's own drivers: a twin behind /dev/uhid becomes a real /dev/hidraw device, and the built
# program finds it, opens it with node-hid, hears its keys and lights its LEDs. Needs root, Linux with uhid (modprobe uhid),
# node, `npm ci` and `npm run build`; no hardware. Prints "ok" lines and ends with 0, or says what it missed.
set -u
cd "$(dirname "$0")/../.." || exit 1
limit=${LIMIT_SECONDS:-120}
work=$(mktemp -d)
bandeau=(node dist/bandeau.cjs)
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$work"' EXIT

modprobe uhid 2>/dev/null
[ -e /dev/uhid ] || { echo "there is no /dev/uhid: modprobe uhid, as root"; exit 1; }

# What must appear in a file before the time is over, from a line on.
awaits() {
  local file=$1 pattern=$2 what=$3 late=$((SECONDS + limit))
  until grep -qE "$pattern" "$file" 2>/dev/null; do
    if [ $SECONDS -ge $late ]; then
      echo "missed: $what"
      tail -n 20 "$work"/* 2>/dev/null
      exit 1
    fi
    sleep 0.5
  done
  echo "ok: $what"
}

mkdir "$work/in"
mkfifo "$work/in/keys"
exec 3<>"$work/in/keys"
"${bandeau[@]}" sim headset jabra-evolve-link --uhid --serial RIG1 --json <"$work/in/keys" >"$work/twin" 2>"$work/twin-errors" &
late=$((SECONDS + limit))
node_of() { grep -l "HID_UNIQ=RIG1" /sys/class/hidraw/*/device/uevent 2>/dev/null | head -n 1 | cut -d/ -f5; }
until [ -n "$(node_of)" ]; do
  [ $SECONDS -lt $late ] || { echo "missed: the kernel made no hidraw device"; cat "$work"/*; exit 1; }
  sleep 0.5
done
path=/dev/$(node_of)
echo "ok: the kernel made $path"

"${bandeau[@]}" devices --json >"$work/devices" 2>&1
awaits "$work/devices" 'RIG1' "bandeau devices lists it by its serial number"
"${bandeau[@]}" headset describe --device "$path" --json >"$work/described"
awaits "$work/described" '"callControl":"full"' "its descriptor is read from sysfs"

"${bandeau[@]}" headset watch --device "$path" --answer --json </dev/null >"$work/watch" 2>&1 &
watching=$!
awaits "$work/watch" '"headset"' "node-hid opened it"
awaits "$work/twin" '"taken":"0200' "the LEDs were imposed at the begin"
sleep 3
echo answer >&3
awaits "$work/watch" 'HookSwitch=1' "the hook was heard"
awaits "$work/twin" '"lit":\[[^]]*"OffHook"' "it was acknowledged with the Off-Hook LED"
echo mute >&3
awaits "$work/watch" 'PhoneMute!' "mute was heard"
awaits "$work/twin" '"lit":\[[^]]*"Mute"' "the Mute LED was lit"
echo hangup >&3
awaits "$work/watch" 'HookSwitch=0' "the hang-up was heard"
echo unplug >&3
late=$((SECONDS + limit))
while [ -n "$(node_of)" ]; do
  [ $SECONDS -lt $late ] || { echo "missed: the device stayed"; exit 1; }
  sleep 0.5
done
echo "ok: unplugged"
late=$((SECONDS + limit))
while kill -0 $watching 2>/dev/null; do
  [ $SECONDS -lt $late ] || { echo "missed: the loss was noticed"; tail -n 20 "$work/watch"; exit 1; }
  sleep 0.5
done
echo "ok: the loss was noticed: $(tail -n 1 "$work/watch")"
