#!/usr/bin/env bash
# The units for systemd: nothing is wrong with them, they leave little open, and the template is made of the other.
# Needs systemd-analyze; no root, and nothing is started.
set -euo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }

"$top/systemd/template" | cmp - "$top/systemd/bandeau@.service" || fail "run systemd/template >systemd/bandeau@.service"

# What a package installs lies elsewhere here.
cp "$top/README.md" "$work/README.md"
for unit in bandeau.service bandeau@.service; do
  sed "s|/usr/lib/bandeau/launch|$top/systemd/launch|; s|/usr/bin/node|$(command -v node)|; s|/usr/lib/bandeau/README.md|$work/README.md|" \
    "$top/systemd/$unit" >"$work/$unit"
done
for unit in bandeau.service bandeau@island.service; do
  [ -e "$work/$unit" ] || cp "$work/bandeau@.service" "$work/$unit"
  said=$(systemd-analyze verify --man=no "$work/$unit" 2>&1) || fail "$unit: $said"
  if grep -q bandeau <<<"$said"; then fail "$unit: $said"; fi
done
# In tenths: 16 is 1.6, of 100 for a unit that is not hardened at all.
for unit in bandeau.service bandeau@.service; do
  systemd-analyze security --offline=true --threshold=16 "$work/$unit" >"$work/report" ||
    fail "$unit is too open: $(tail -n 2 "$work/report")"
  grep 'Overall exposure' "$work/report"
done
