#!/usr/bin/env bash
# The life of the Debian package in a fresh minimal Debian: built twice the same, installed without the internet, configured
# by a technician, upgraded, rolled back, removed, purged.
#
#   sudo test/package/lifecycle.sh [--suite NAME] [--node bundled|debian] [FOLDER]
#
# suite   which Debian, this machine's when absent; debian's Node is new enough from trixie (13) on
# FOLDER  keeps what is built, compressed as for a release; when absent nothing is kept, and nothing compressed
#
# Needs root, debootstrap, lintian, a C++ compiler and a Debian mirror in apt's sources. Some five minutes.
set -euo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
node=bundled
while [[ ${1:-} == --* ]]; do
  case $1 in
    --suite) suite=$2 ;;
    --node) node=$2 ;;
    *) sed -n '2,/^set/p' "$0" >&2; exit 2 ;;
  esac
  shift 2
done
case $node in
  bundled) name=bandeau other=bandeau-slim interpreter=/usr/lib/bandeau/node nodejs="" ;;
  debian) name=bandeau-slim other=bandeau interpreter=/usr/bin/node nodejs=,nodejs ;;
  *) echo "lifecycle: --node is bundled or debian" >&2; exit 2 ;;
esac
work=$(mktemp -d)
keep=${1:-$work/built}
compress=$([ $# -gt 0 ] && echo xz || echo none)
root=$work/root
trap 'if mountpoint -q "$root/proc"; then umount "$root/proc"; fi; rm -rf "$work"' EXIT
mkdir -p "$keep"
step() { printf '%s\n' "$*"; }
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }
inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C "$@"; }

step "build twice"
"$top/systemd/debian/build" --node "$node" --compress "$compress" --out "$keep" >/dev/null
"$top/systemd/debian/build" --node "$node" --compress none --out "$work/again" >/dev/null
deb=$(ls "$keep/${name}"_*_"$(dpkg --print-architecture)".deb)
again=$work/again/$(basename "$deb")
cmp <(dpkg-deb --fsys-tarfile "$deb") <(dpkg-deb --fsys-tarfile "$again") || fail "two builds of one commit differ"
cmp <(dpkg-deb --ctrl-tarfile "$deb") <(dpkg-deb --ctrl-tarfile "$again") || fail "two builds of one commit differ in their control part"

step "lintian"
uncompressed=uses-no-compression-for-data-tarball,uses-no-compression-for-control-tarball
lintian --fail-on error --suppress-tags "bad-distribution-in-changes-file,$uncompressed" "$deb" || fail "lintian has errors"

step "a newer version, for upgrade and rollback"
mkdir "$work/newer"
dpkg-deb -R "$deb" "$work/newer/tree"
sed -i 's/^Version: .*/&+1/' "$work/newer/tree/DEBIAN/control"
dpkg-deb --root-owner-group -Znone -b "$work/newer/tree" "$work/newer/newer.deb" >/dev/null
# As the other variant, for sites that change from one to the other.
sed -i "s/^Package: .*/Package: $other/; s/^Conflicts: .*/Conflicts: $name/; s/^Replaces: .*/Replaces: $name/" "$work/newer/tree/DEBIAN/control"
dpkg-deb --root-owner-group -Znone -b "$work/newer/tree" "$work/newer/other.deb" >/dev/null
rm -rf "$work/newer/tree"

step "a minimal Debian"
here=$(. /etc/os-release && echo "$VERSION_CODENAME")
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Codename: $here" | head -n 1)
debootstrap --variant=minbase --include="systemd,udev,libusb-1.0-0,libudev1,perl-base,adduser$nodejs" "$suite" "$root" "$mirror" >"$work/debootstrap.log" 2>&1 ||
  { tail -n 20 "$work/debootstrap.log"; fail "no minimal Debian"; }
mount -t proc proc "$root/proc"
cp "$deb" "$root/old.deb"
cp "$work/newer/newer.deb" "$root/new.deb"
cp "$work/newer/other.deb" "$root/other.deb"
# From here on nothing can be fetched.
rm -f "$root"/etc/apt/sources.list "$root"/etc/apt/sources.list.d/*

step "install"
inside dpkg -i /old.deb || fail "it does not install"
inside id bandeau | grep -q dialout || fail "the user bandeau has no serial lines"
[ "$(stat -c %a "$root/etc/bandeau")" = 750 ] || fail "/etc/bandeau is open to others"
[ "$(stat -c %a "$root/etc/bandeau/credentials")" = 700 ] || fail "the credentials are open to others"
[ -L "$root/etc/systemd/system/multi-user.target.wants/bandeau.service" ] || fail "it does not start at boot"
inside "$interpreter" --version
inside bandeau --version
inside bandeau check /etc/bandeau/bandeau.yaml
inside bandeau demo --duration 20 --json >"$work/demo" || fail "the demo does not run"
grep -q '"display"' "$work/demo" || fail "the demo shows nothing"
for native in @serialport/bindings-cpp onoff koffi node-hid; do
  inside "$interpreter" -e "process.chdir('/usr/lib/bandeau/dist'); const m = require('module').createRequire('/usr/lib/bandeau/dist/')('$native'); if ('$native' === 'node-hid') m.devices();" ||
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

step "what a technician has switched off stays off"
inside systemctl disable bandeau.service
inside dpkg -i /old.deb
[ ! -L "$root/etc/systemd/system/multi-user.target.wants/bandeau.service" ] || fail "an upgrade switched it on again"
inside systemctl enable bandeau.service

step "the other variant takes over: the purge of the first one leaves it alone"
before=$(sha256sum <"$root/etc/bandeau/bandeau.yaml")
inside dpkg -i --force-depends /other.deb
inside dpkg -P "$name"
[ "$before" = "$(sha256sum <"$root/etc/bandeau/bandeau.yaml")" ] || fail "the technician's file is gone"
[ -L "$root/etc/systemd/system/multi-user.target.wants/bandeau.service" ] || fail "it does not start at boot any more"
inside bandeau --version
inside dpkg -i /old.deb
inside dpkg -P "$other"
[ "$before" = "$(sha256sum <"$root/etc/bandeau/bandeau.yaml")" ] || fail "on the way back the technician's file went"

step "remove keeps the technician's file, purge leaves nothing"
inside dpkg -r "$name"
[ -e "$root/etc/bandeau/bandeau.yaml" ] || fail "remove took the technician's file"
inside dpkg -i /old.deb
[ -L "$root/etc/systemd/system/multi-user.target.wants/bandeau.service" ] || fail "installed again, it does not start at boot"
ln -s /usr/lib/systemd/system/bandeau@.service "$root/etc/systemd/system/multi-user.target.wants/bandeau@island.service"
inside dpkg -r "$name"
inside dpkg -P "$name"
if find "$root/etc" "$root/var/lib" "$root/usr" -name '*bandeau*' -not -path '*/var/lib/dpkg/*-old' | grep .; then fail "purge left these"; fi
step "done: $(basename "$deb"), $(du -k "$deb" | cut -f1) KiB"
