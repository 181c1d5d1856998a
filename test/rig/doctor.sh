#!/usr/bin/env bash
# `bandeau doctor` before real permissions and real devices of the kernel: a serial port and, where there is uhid, a headset
# that somebody without rights may not open, that root may, and that is pulled out. Needs root, setpriv, node, `npm ci`
# and `npm run build`; no hardware, no broker, no systemd. Prints "ok" lines and ends with 0, or says what it missed.
set -u
cd "$(dirname "$0")/../.." || exit 1
work=$(mktemp -d)
chmod 755 "$work"
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$work"' EXIT
modprobe uhid 2>/dev/null

site() {
  cat <<SITE
version: 1
site: floor
node: island-1
broker: { urls: ["mqtt://127.0.0.1:1"] }
sources: { acd: { agents: true } }
queues: { sales: { id: "60100" } }
agents: { pseudonyms: none }
$1
SITE
}

# What the doctor finds of a site, as root or as somebody without any rights.
asked() {
  local who=$1 name=$2 as=()
  [ "$who" = root ] || as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
  "${as[@]}" node dist/bandeau.cjs doctor "$work/$name.yaml" --json --listen 0 >"$work/report" 2>"$work/errors"
}
finds() {
  local pattern=$1 what=$2
  if grep -qE "$pattern" "$work/report"; then echo "ok: $what"; return; fi
  echo "missed: $what"
  cat "$work/report" "$work/errors"
  exit 1
}

port=$(ls /dev/ttyS* /dev/ttyUSB* /dev/ttyAMA* 2>/dev/null | head -n 1)
if [ -n "$port" ]; then
  site "displays: [{ id: wall, model: alpha-4120c, port: $port, pages: [{ lines: ['{sales.waiting}'] }] }]" >"$work/line.yaml"
  asked nobody line
  finds "\"code\":\"DEVICE_DENIED\",\"what\":\"you may not open $port, which belongs to group (dialout|root)\",\"advice\":\"(sudo usermod -aG dialout|udev has given)" \
    "somebody without rights is told the group of the serial port"
  asked root line
  finds "$port opens|\"code\":\"PORT_(BUSY|FAILED)\"" "root may open the serial port"
else
  echo "note: this machine has no serial port"
fi

if [ -e /dev/uhid ]; then
  site "seats: [{ id: p1, agent: { id: '4212' }, headset: {} }]" >"$work/seat.yaml"
  mkfifo "$work/keys"
  exec 5<>"$work/keys"
  node dist/bandeau.cjs sim headset jabra-evolve-link --uhid --json <&5 >"$work/twin" 2>&1 &
  twin=$!
  for _ in $(seq 60); do
    asked root seat
    grep -q '"area":"headset","subject":"p1","state":"well"' "$work/report" && break
    sleep 0.5
  done
  finds '"area":"headset","subject":"p1","state":"well"' "root opens the headset"
  hidraw=$(grep -oE '/dev/hidraw[0-9]+' "$work/report" | head -n 1)
  chown root:root "$hidraw" && chmod 600 "$hidraw"
  asked nobody seat
  finds '"code":"(UDEV_RULES_MISSING|DEVICE_DENIED)".*udev' "somebody without rights is told udev's rule"
  kill "$twin"
  wait "$twin" 2>/dev/null
  asked root seat
  finds '"code":"HEADSET_MISSING"' "a headset that was pulled out is missed"
else
  echo "note: there is no /dev/uhid: modprobe uhid, as root"
fi
