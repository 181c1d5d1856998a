#!/usr/bin/env bash
# The Debian package for arm64 on another processor: its own Node, its bundle and its native parts in emulation, with the
# libraries of a Debian for arm64. What needs a kernel for arm64 (systemd, devices) is not tried.
#
#   test/package/arm64.sh [PACKAGE.deb]      builds it when none is named
#
# Needs mmdebstrap, qemu-user-static, g++-aarch64-linux-gnu and a Debian mirror in apt's sources. Some two minutes.
set -euo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
# Emulation is some twenty times slower; a machine that is also busy, more.
limit=240
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }
emulated() { timeout "$limit" qemu-aarch64-static -L "$root" "$root/usr/lib/bandeau/node" "$@"; }

deb=${1:-}
if [ -z "$deb" ]; then
  echo "build"
  "$top/systemd/debian/build" --arch arm64 --compress none --out "$work/built" >/dev/null
  deb=$(ls "$work"/built/*.deb)
fi
[ "$(dpkg-deb --field "$deb" Architecture)" = arm64 ] || fail "$deb is not for arm64"

echo "the libraries of a Debian for arm64"
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Codename: $suite" | head -n 1)
mmdebstrap --quiet --variant=extract --arch=arm64 --include=libc6,libstdc++6,libudev1,libusb-1.0-0 "$suite" "$root" "$mirror" >"$work/log" 2>&1 ||
  { tail -n 20 "$work/log"; fail "no libraries"; }
dpkg-deb -x "$deb" "$root"
# From Debian 13 on the loader lies in /usr/lib alone, and the link is made by a script that cannot run here.
[ -e "$root/lib" ] || ln -s usr/lib "$root/lib"

echo "every native file is for arm64 and finds its libraries"
mapfile -t natives < <(find "$root/usr/lib/bandeau" -name '*.node')
[ "${#natives[@]}" -ge 5 ] || fail "there are only ${#natives[@]} native files"
for file in "$root/usr/lib/bandeau/node" "${natives[@]}"; do
  aarch64-linux-gnu-readelf -h "$file" | grep -q 'Machine: *AArch64' || fail "$file is for another processor"
  while read -r library; do
    find "$root" -name "$library" | grep -q . || fail "$file needs $library, on which the package does not depend"
  done < <(aarch64-linux-gnu-readelf -d "$file" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
done

echo "it runs"
cd "$root/usr/lib/bandeau/dist"
[ "$(emulated -p process.arch)" = arm64 ] || fail "its Node does not run"
emulated bandeau.cjs --version
emulated bandeau.cjs check ../config/minimal.yaml
emulated -e '
  const load = require("node:module").createRequire(process.cwd() + "/");
  for (const name of ["@serialport/bindings-cpp", "onoff", "koffi"]) load(name);
  load("node-hid").devices();
  const pid = load("koffi").load(null).func("int getpid()");
  if (pid() !== process.pid) throw new Error("koffi calls something else");' || fail "a native part does not load"
# Without --duration: seconds mean little here. It is ended as somebody would, by Ctrl-C.
timeout "$limit" qemu-aarch64-static -L "$root" "$root/usr/lib/bandeau/node" bandeau.cjs demo --json >"$work/demo" 2>&1 &
demo=$!
until [ "$(grep -c '"display"' "$work/demo")" -ge 5 ]; do
  kill -0 "$demo" 2>/dev/null || { tail -n 5 "$work/demo"; fail "the demo shows nothing within $limit s"; }
  sleep 1
done
kill -INT "$demo"
wait "$demo" || { tail -n 5 "$work/demo"; fail "the demo does not end well"; }
echo "done: $(basename "$deb"), $(grep -c '"display"' "$work/demo") pictures of displays"
