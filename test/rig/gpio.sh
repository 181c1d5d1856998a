#!/usr/bin/env bash
# Both doors to GPIO on a real kernel: lines of the gpio-sim driver are lit through sysfs by onoff and through the character
# device, a button is pressed, a taken line and a killed daemon are seen. Needs root, Linux with gpio-sim (modprobe gpio-sim),
# node, `npm ci` with epoll compiled (npm rebuild epoll), `npm run build` and `npm run build:gpio`; no hardware. Prints "ok" lines and ends
# with 0, or says what it missed.
set -u
cd "$(dirname "$0")/../.." || exit 1
limit=${LIMIT_SECONDS:-120}
work=$(mktemp -d)
bandeau=(node dist/bandeau.cjs)
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$work"' EXIT

# A chip like the header of a Raspberry Pi 4, beside one that must be left alone.
configfs=/sys/kernel/config/gpio-sim
modprobe gpio-sim 2>/dev/null
mountpoint -q /sys/kernel/config || mount -t configfs none /sys/kernel/config
[ -d "$configfs" ] || { echo "there is no gpio-sim: modprobe gpio-sim, as root"; exit 1; }
chip() {
  mkdir -p "$configfs/$1/bank0" && echo "$2" >"$configfs/$1/bank0/num_lines" && echo "$1" >"$configfs/$1/bank0/label"
  shift 2
  for line in "$@"; do mkdir -p "$configfs/$name/bank0/line${line%%=*}" && echo "${line#*=}" >"$configfs/$name/bank0/line${line%%=*}/name"; done
  echo 1 >"$configfs/$name/live"
}
for name in raspberrypi-exp-gpio pinctrl-bcm2711; do
  [ -d "$configfs/$name" ] && continue
  if [ $name = pinctrl-bcm2711 ]; then chip $name 58 17=GPIO17 27=BELL; else chip $name 8; fi
done
platform=/sys/devices/platform/$(cat $configfs/pinctrl-bcm2711/dev_name)
device=$(cat $configfs/pinctrl-bcm2711/bank0/chip_name)
level() { cat "$platform/$device/sim_gpio$1/value"; }
pull() { echo "$2" >"$platform/$device/sim_gpio$1/pull"; }

# The pipes in that folder have no end.
missed() { echo "missed: $1"; find "$work" -type f -exec tail -n 20 {} +; exit 1; }
# What must appear in a file before the time is over.
awaits() {
  local late=$((SECONDS + limit))
  until grep -qE "$2" "$1" 2>/dev/null; do
    [ $SECONDS -lt $late ] || missed "$3"
    sleep 0.3
  done
  echo "ok: $3"
}
# A level that a line must have.
levels() { [ "$(level "$1")" = "$2" ] || missed "$3 (line $1 is $(level "$1"))"; echo "ok: $3"; }

echo "kernel $(uname -r), chips: $(cat /sys/class/gpio/gpiochip*/label 2>/dev/null | tr '\n' ' ')devices: $(ls /dev/gpiochip* | tr '\n' ' ')"

cat >"$work/site.yaml" <<'SITE'
version: 1
site: rig
node: gpio
broker: { urls: ["mqtt://127.0.0.1:1883"] }
sources: { phones: {} }
queues: { sales: { source: phones, id: "7" } }
lights:
  - { id: hall, model: gpio-tower-2, gpio: { lines: { red: 17, green: 22 } }, rules: [{ colour: red }] }
  - { id: relay, model: gpio-relays-1, gpio: { activeLow: true, backend: gpiochip, lines: { red: 24 } }, rules: [{ colour: red }] }
  - { id: bell, model: gpio-tower-1, gpio: { backend: gpiochip, lines: { red: BELL } }, rules: [{ colour: red }] }
SITE
"${bandeau[@]}" doctor gpio "$work/site.yaml" >"$work/doctor" 2>&1
cat "$work/doctor"
grep -q "auto is:  onoff" "$work/doctor" || missed "auto is onoff on a kernel with sysfs"
echo "ok: auto is onoff on a kernel with sysfs"
grep -q "light bell, red: line 27 of pinctrl-bcm2711" "$work/doctor" || missed "a line by the name that the kernel has for it"
echo "ok: a line by the name that the kernel has for it"

for door in onoff gpiochip; do
  : >"$work/$door"
  mkfifo "$work/in-$door"
  node dist/suites/gpioProbe.cjs $door <"$work/in-$door" >"$work/$door" 2>&1 &
  running=$!
  exec 3>"$work/in-$door"
  awaits "$work/$door" '"text":"GPIO"' "$door: opens"
  # Lines of their own for each door: sysfs keeps those that it has.
  [ $door = onoff ] && first=5 || first=10
  line=$((first + 1)) button=$((first + 2))
  pull $button pull-up
  echo "{\"open\":{\"chip\":\"auto\",\"lines\":[$first,$line],\"activeLow\":true,\"sysfsNumbers\":null,\"initial\":[false,true]}}" >&3
  awaits "$work/$door" '"done":\["open"\]' "$door: takes two lines, active low"
  levels $first 1 "$door: the first is dark, so high"
  levels $line 0 "$door: the second is lit, so low"
  echo '{"write":[true,false]}' >&3
  awaits "$work/$door" '"done":\["write"\]' "$door: writes"
  levels $first 0 "$door: the first is lit now"
  levels $line 1 "$door: the second is dark now"
  echo "{\"hear\":{\"chip\":\"$device\",\"lines\":[$button],\"activeLow\":true,\"sysfsNumbers\":null,\"debounceMs\":30,\"pull\":\"none\"}}" >&3
  awaits "$work/$door" '"done":\["hear"\]' "$door: takes a button, by the name of the device"
  pull $button pull-down
  awaits "$work/$door" '"isActive":true' "$door: hears the press"
  pull $button pull-up
  awaits "$work/$door" '"isActive":false' "$door: hears its end"
  kill -KILL $running
  exec 3>&-
  wait $running 2>/dev/null
  echo "info: $door: killed while the first was lit, it is $(level $first) (0 is lit)"
done

# The daemon: its rules light the lamps, also while no broker is there; it leaves them dark, and killed it leaves them lit.
await_level() {
  local late=$((SECONDS + limit))
  until [ "$(level "$1")" = "$2" ]; do
    [ $SECONDS -lt $late ] || missed "$3 (line $1 is $(level "$1"))"
    sleep 0.3
  done
  echo "ok: $3"
}
# gpio-sim gives a line that is let go the level of its pull: a relay's board that switches on at 0 V has resistors upwards.
pull 24 pull-up
"${bandeau[@]}" run --config "$work/site.yaml" >"$work/run" 2>&1 &
daemon=$!
await_level 17 1 "the daemon lights a lamp by sysfs"
await_level 27 1 "and one by the character device"
await_level 24 0 "and one on a relay that switches on at 0 V"
kill -TERM $daemon
wait $daemon
levels 17 0 "told to stop it leaves the lamp dark"
levels 24 1 "and the relay off"
"${bandeau[@]}" run --config "$work/site.yaml" >"$work/run" 2>&1 &
daemon=$!
await_level 17 1 "the daemon lights the lamp again"
kill -KILL $daemon
wait $daemon 2>/dev/null
levels 17 1 "killed it leaves the lamp lit"
"${bandeau[@]}" light off --config "$work/site.yaml" >"$work/off" 2>&1 || missed "light off: $(cat "$work/off")"
cat "$work/off"
levels 17 0 "light off: it is dark"
levels 22 0 "light off: the others too"
levels 24 1 "light off: the relay is off"

echo '{"open":{"chip":"auto","lines":[17],"activeLow":false,"sysfsNumbers":null,"initial":[false]}}' |
  node dist/suites/gpioProbe.cjs gpiochip >"$work/busy" 2>&1
awaits "$work/busy" "in use by 'sysfs'" "a line that sysfs has is refused to the other door, by the holder's name"
echo '{"open":{"chip":"raspberrypi","lines":[1],"activeLow":false,"sysfsNumbers":null,"initial":[false]}}' |
  node dist/suites/gpioProbe.cjs onoff >"$work/absent" 2>&1
awaits "$work/absent" 'GPIO_CHIP.*(raspberrypi-exp-gpio.*pinctrl-bcm2711|pinctrl-bcm2711.*raspberrypi-exp-gpio)' "a chip that is not there: those that are there are listed"

# The same kernel without its sysfs, as those of 2027 may be: auto is the character device.
mkdir "$work/no-sys"
echo '{"open":{"chip":"auto","lines":[30],"activeLow":false,"sysfsNumbers":null,"initial":[true]}}' |
  node dist/suites/gpioProbe.cjs auto "$work/no-sys" >"$work/none" 2>&1
awaits "$work/none" '"backend":"gpiochip"' "auto is the character device on a kernel without sysfs"
awaits "$work/none" '"done":\["open"\]' "and lights the lamp"
# As under systemd, where ProtectKernelTunables makes sysfs read-only.
echo '{"open":{"chip":"auto","lines":[31],"activeLow":false,"sysfsNumbers":null,"initial":[true]}}' >"$work/one"
unshare -m sh -c "mount --bind /sys /sys && mount -o remount,bind,ro /sys && node dist/suites/gpioProbe.cjs auto <$work/one" >"$work/readonly" 2>&1
awaits "$work/readonly" '"backend":"gpiochip"' "auto is the character device where sysfs is read-only"
awaits "$work/readonly" '"done":\["open"\]' "and lights the lamp"
echo "done"
