#!/usr/bin/env bash
# A release: everything in it twice the same, its sums right, its lists of parts complete, its signature worth something.
#
#   test/package/release.sh [FOLDER]      FOLDER keeps the first of the two; a temporary one when absent
#
# Needs what systemd/debian/release needs, and gpg; where there is no compiler for arm64, only this machine's packages are tried.
# Some four minutes.
set -euo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
keep=${1:-$work/first}
export GNUPGHOME=$work/keys
trap 'gpgconf --kill all >/dev/null 2>&1 || true; rm -rf "$work"' EXIT
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }
release() { "$top/systemd/debian/release" --compress none "${only[@]}" "$@"; }
only=()
if ! command -v aarch64-linux-gnu-g++ >/dev/null && [ "$(dpkg --print-architecture)" != arm64 ]; then
  echo "note: no compiler for arm64 here (g++-aarch64-linux-gnu)"
  only=(--arch "$(dpkg --print-architecture)")
fi

echo "a key that is thrown away"
mkdir -m 700 "$GNUPGHOME"
gpg --batch --quiet --pinentry-mode loopback --passphrase "" --quick-generate-key "Nobody <nobody@localhost>" ed25519 sign 1d
BANDEAU_SIGN_KEY=nobody-else@localhost release --out "$work/none" >"$work/log" 2>&1 && fail "a key that there is not is taken"
grep -q "no secret key" "$work/log" || { cat "$work/log"; fail "nobody says that there is no such key"; }

echo "twice, once signed"
BANDEAU_SIGN_KEY=nobody@localhost release --out "$keep" >/dev/null
release --out "$work/again" >/dev/null 2>&1
diff "$keep/SHA256SUMS" "$work/again/SHA256SUMS" || fail "two builds of one commit differ"
[ ! -e "$work/again/SHA256SUMS.asc" ] || fail "signed with no key"

echo "as whoever gets it looks at it"
cd "$keep"
gpg --batch --quiet --verify SHA256SUMS.asc SHA256SUMS 2>/dev/null || fail "the signature does not hold"
sha256sum --quiet --check SHA256SUMS || fail "the sums do not hold"
sed 's/^0/1/; s/^[^1]/0/' SHA256SUMS >"$work/SHA256SUMS"
if gpg --batch --quiet --verify SHA256SUMS.asc "$work/SHA256SUMS" 2>/dev/null; then fail "the signature holds for other sums"; fi
for package in *.deb; do
  [ -e "${package%.deb}.cdx.json" ] || fail "$package has no list of parts"
  lintian --fail-on error --suppress-tags bad-distribution-in-changes-file,uses-no-compression-for-data-tarball,uses-no-compression-for-control-tarball "$package" ||
    fail "lintian has errors"
done
for list in *.cdx.json; do
  node -e '
    const { components, dependencies, metadata } = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
    const names = new Set(components.map(({ name }) => name));
    const isSlim = process.argv[1].startsWith("bandeau-slim");
    const own = ["serialport", "@serialport/bindings-cpp", "node-hid", "mqtt", "onoff", "epoll", "koffi", "rxjs", "zod", "yaml"];
    const missing = own.filter((name) => !names.has(name));
    const odd = components.filter(({ name, version, purl }) => !version || !purl || /darwin|win32|android|vitest|biome/.test(name));
    if (missing.length > 0 || odd.length > 0 || names.has("node") === isSlim) throw new Error(`missing ${missing}, odd ${JSON.stringify(odd)}`);
    const refs = new Set([metadata.component, ...components].map((one) => one["bom-ref"]));
    if (!dependencies.every(({ dependsOn }) => dependsOn.every((ref) => refs.has(ref)))) throw new Error("it names what is not in it");
    console.log(process.argv[1], components.length, "parts");' "$list" || fail "$list"
done
echo "done: $(ls *.deb | wc -l) Debian packages, $(ls *.tgz)"
