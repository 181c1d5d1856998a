import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { topFolder } from "../topFolder.ts";

/** What lies on the disk of a machine in the field. */
export interface Install {
  readonly mebibytes: number;
  readonly files: number;
}

function sizeOf(
  path: string,
  skip: (path: string) => boolean,
): { readonly bytes: number; readonly files: number } {
  const stat = statSync(path);
  if (stat.isFile()) return { bytes: stat.size, files: 1 };
  const sum = { bytes: 0, files: 0 };
  for (const name of readdirSync(path)) {
    const inside = join(path, name);
    if (skip(inside)) continue;
    const { bytes, files } = sizeOf(inside, skip);
    sum.bytes += bytes;
    sum.files += files;
  }
  return sum;
}

function installOf(paths: readonly string[]): Install {
  const isNested = (path: string): boolean => path.endsWith("/node_modules");
  const sizes = paths.map((path) => sizeOf(path, isNested));
  return {
    mebibytes: sizes.reduce((sum, { bytes }) => sum + bytes, 0) / 2 ** 20,
    files: sizes.reduce((sum, { files }) => sum + files, 0),
  };
}

/** Where Node finds a package that one in this folder asks for. */
function packageFolder(name: string, from: string): string | null {
  for (let at = from; at.length >= topFolder.length; at = dirname(at)) {
    const path = join(at, "node_modules", name);
    if (existsSync(join(path, "package.json"))) return path;
  }
  return null;
}

/** A package and all that npm installs with it. */
function withDependencies(name: string, from: string, found: Set<string>): Set<string> {
  const path = packageFolder(name, from);
  if (path === null || found.has(path)) return found;
  found.add(path);
  const { dependencies = {} } = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
  for (const other of Object.keys(dependencies)) withDependencies(other, path, found);
  return found;
}

/** What the Debian package brings, but for Node itself. */
function daemonInstall(bundle: string): Install {
  const folder = mkdtempSync(join(tmpdir(), "bandeau-install-"));
  try {
    const packages = ["@serialport/bindings-cpp", "node-hid", "onoff", "koffi"];
    const closure = join(topFolder, "systemd", "debian", "closure.cjs");
    execFileSync(process.execPath, [closure, topFolder, join(folder, "packages"), process.arch, ...packages]);
    const own = ["devices", "config", "systemd/launch", "package.json"].map((path) => join(topFolder, path));
    const packed = sizeOf(join(folder, "packages"), () => false);
    const rest = installOf([bundle, ...own]);
    return { mebibytes: rest.mebibytes + packed.bytes / 2 ** 20, files: rest.files + packed.files };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `minimal` as npm installs it; the daemon as its Debian package does. */
export function measureInstall(bundle: string): ReadonlyMap<string, Install> {
  const found = new Set<string>();
  for (const name of ["mqtt", "serialport"]) withDependencies(name, topFolder, found);
  return new Map([
    ["minimal", installOf([...found])],
    ["daemon", daemonInstall(bundle)],
  ]);
}
