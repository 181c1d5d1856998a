#!/usr/bin/env bash
# The npm tarball, installed as somebody would with npm install -g, under a prefix of its own; no tool of the project is near.
set -euo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$top"
npm pack --silent --pack-destination "$work" >/dev/null
if tar tzf "$work"/bandeau-*.tgz | grep -E '^package/(src|test|node_modules|dist/[^b])'; then
  echo "FAILED: the tarball has what nobody needs" >&2
  exit 1
fi
cd "$work"
npm install --silent --global --ignore-scripts --prefix "$work/prefix" "$work"/bandeau-*.tgz
bandeau=$work/prefix/bin/bandeau
"$bandeau" --version
"$bandeau" check "$work/prefix/lib/node_modules/bandeau/config/minimal.yaml"
"$bandeau" demo --duration 20 --json >"$work/demo"
grep -q '"display"' "$work/demo" || { echo "FAILED: the demo shows nothing" >&2; exit 1; }
echo "done: $(du -k "$work"/bandeau-*.tgz | cut -f1) KiB"
