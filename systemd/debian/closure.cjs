// Copies packages and what they load at run time, for one processor: closure.cjs FROM TO CPU PACKAGE…
// What only a compiler or a reader needs stays behind.
const { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync } = require("node:fs");
const { basename, dirname, join, relative } = require("node:path");

const [from, to, cpu, ...wanted] = process.argv.slice(2);
const buildOnly = new Set(["nan", "node-addon-api"]);
const found = new Map();

/** Where Node would find a package that one in `folder` asks for. */
function resolve(name, folder) {
  for (let at = folder; at.length >= from.length; at = dirname(at)) {
    const path = join(at, "node_modules", name);
    if (existsSync(join(path, "package.json"))) return path;
  }
  return null;
}

function take(name, folder, isOptional) {
  const path = resolve(name, folder);
  if (path === null) {
    if (isOptional) return;
    throw new Error(`${name}, which ${folder} needs, is not installed`);
  }
  if (found.has(path)) return;
  found.set(path, name);
  const { dependencies = {}, optionalDependencies = {} } = JSON.parse(
    readFileSync(join(path, "package.json"), "utf8"),
  );
  for (const other of Object.keys(optionalDependencies)) take(other, path, true);
  for (const other of Object.keys(dependencies))
    if (!buildOnly.has(other) && !(other in optionalDependencies)) take(other, path, false);
}

/** A native file for another processor, system or C library. */
const isForeign = (path) =>
  /(^|\/)musl_|\.musl\.node$|-musl(\/|$)/.test(path) ||
  (/(^|\/)prebuilds\/[^/]+/.test(path) && !new RegExp(`linux-${cpu}(/|$)`).test(path));
/** Folders for compilers and readers. */
const idleFolders =
  /(^|\/)(doc|docs|vendor|hidapi|tests?|examples?|integration-test|tools|\.github|obj\.target|lib\/native)(\/|$)/;
const idleFiles =
  /\.([dc]?ts|mts|map|gyp|gypi|s|asm|def|cc|c|h|hh|cpp|mm|mk|inc|yml|md|markdown)$|^\.|^Makefile$|^CMakeLists/i;
/** A program for somebody's shell: nothing loads it. */
const isProgram = (source) =>
  statSync(source).isFile() && readFileSync(source).subarray(0, 2).toString() === "#!";
function isKept(path, source) {
  if (isForeign(path) || idleFolders.test(path) || isProgram(source)) return false;
  if (/(^|\/)build\/Release\/(?!epoll\.node$)/.test(path) || /(^|\/)build\/(?!Release)[^/]+$/.test(path))
    return false;
  return /^licen[cs]e/i.test(basename(path)) || !idleFiles.test(basename(path));
}

for (const name of wanted) take(name, from, false);
for (const path of found.keys()) {
  const target = join(to, relative(join(from, "node_modules"), path));
  cpSync(path, target, {
    recursive: true,
    filter: (source) => {
      const inside = relative(path, source);
      return inside === "" || (!inside.split("/").includes("node_modules") && isKept(inside, source));
    },
  });
}

/** Folders in which nothing is left. */
function sweep(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) sweep(join(folder, entry.name));
  if (readdirSync(folder).length === 0) rmSync(folder, { recursive: true });
}
sweep(to);
