#!/usr/bin/env bash
# The life of the Debian package in a fresh minimal Debian: built twice the same, installed without the internet, configured
# by a technician, upgraded, rolled back, removed, purged.
#
#   sudo test/package/lifecycle.sh [FOLDER]      FOLDER keeps what is built; a temporary one when absent
#
# Needs root, debootstrap, lintian, a C++ compiler and a Debian mirror in apt's sources. Some five minutes.
set -euo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
keep=${1:-$work/built}
root=$work/root
trap 'if mountpoint -q "$root/proc"; then umount "$root/proc"; fi; rm -rf "$work"' EXIT
mkdir -p "$keep"
step() { printf '%s\n' "$*"; }
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }
inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C "$@"; }

step "build twice"
"$top/systemd/debian/build" --out "$keep" >/dev/null
"$top/systemd/debian/build" --compress none --out "$work/again" >/dev/null
deb=$(ls "$keep"/bandeau_*.deb)
again=$work/again/$(basename "$deb")
cmp <(dpkg-deb --fsys-tarfile "$deb") <(dpkg-deb --fsys-tarfile "$again") || fail "two builds of one commit differ"
cmp <(dpkg-deb --ctrl-tarfile "$deb") <(dpkg-deb --ctrl-tarfile "$again") || fail "two builds of one commit differ in their control part"

step "lintian"
lintian --fail-on error --suppress-tags bad-distribution-in-changes-file "$deb" || fail "lintian has errors"

step "a newer version, for upgrade and rollback"
mkdir "$work/newer"
dpkg-deb -R "$deb" "$work/newer/tree"
sed -i 's/^Version: .*/&+1/' "$work/newer/tree/DEBIAN/control"
dpkg-deb --root-owner-group -Znone -b "$work/newer/tree" "$work/newer/newer.deb" >/dev/null

step "a minimal Debian"
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Codename: $suite" | head -n 1)
debootstrap --variant=minbase --include=systemd,udev,libusb-1.0-0,libudev1,perl-base,adduser "$suite" "$root" "$mirror" >"$work/debootstrap.log" 2>&1 ||
  { tail -n 20 "$work/debootstrap.log"; fail "no minimal Debian"; }
mount -t proc proc "$root/proc"
cp "$deb" "$root/old.deb"
cp "$work/newer/newer.deb" "$root/new.deb"
# From here on nothing can be fetched.
rm -f "$root"/etc/apt/sources.list "$root"/etc/apt/sources.list.d/*

step "install"
inside dpkg -i /old.deb || fail "it does not install"
inside id bandeau | grep -q dialout || fail "the user bandeau has no serial lines"
[ "$(stat -c %a "$root/etc/bandeau")" = 750 ] || fail "/etc/bandeau is open to others"
[ "$(stat -c %a "$root/etc/bandeau/credentials")" = 700 ] || fail "the credentials are open to others"
inside bandeau --version
inside bandeau check /etc/bandeau/bandeau.yaml
inside bandeau demo --duration 5 --json >"$work/demo" || fail "the demo does not run"
grep -q '"display"' "$work/demo" || fail "the demo shows nothing"
for native in @serialport/bindings-cpp onoff koffi node-hid; do
  inside /usr/lib/bandeau/node -e "process.chdir('/usr/lib/bandeau/dist'); const m = require('module').createRequire('/usr/lib/bandeau/dist/')('$native'); if ('$native' === 'node-hid') m.devices();" ||
    fail "$native does not load"
done

step "the technician's file lives through upgrade and rollback"
echo "# mine" >>"$root/etc/bandeau/bandeau.yaml"
before=$(sha256sum <"$root/etc/bandeau/bandeau.yaml")
inside dpkg -i /new.deb
inside bandeau check /etc/bandeau/bandeau.yaml
[ "$before" = "$(sha256sum <"$root/etc/bandeau/bandeau.yaml")" ] || fail "the upgrade touched the technician's file"
inside dpkg -i /old.deb 2>/dev/null
[ "$before" = "$(sha256sum <"$root/etc/bandeau/bandeau.yaml")" ] || fail "the rollback touched the technician's file"

step "a configuration that this version does not know is told, and installs all the same"
echo "nonsense: true" >>"$root/etc/bandeau/bandeau.yaml"
inside dpkg -i /new.deb || fail "a wrong configuration stops the upgrade"
inside bandeau check /etc/bandeau/bandeau.yaml && fail "nonsense is taken"
{ inside bandeau check /etc/bandeau/bandeau.yaml 2>&1 || true; } | grep -q "unknown key 'nonsense'" || fail "nobody says what to type"

step "remove keeps the technician's file, purge leaves nothing"
inside dpkg -r bandeau
[ -e "$root/etc/bandeau/bandeau.yaml" ] || fail "remove took the technician's file"
inside dpkg -P bandeau
for path in /etc/bandeau /var/lib/bandeau /usr/lib/bandeau /usr/bin/bandeau; do [ ! -e "$root$path" ] || fail "purge left $path"; done
step "done: $(basename "$deb"), $(du -k "$deb" | cut -f1) KiB"
