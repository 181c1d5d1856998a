import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";

/** Which layer may import which, and which packages; the picture is in README.md. */
const mayImport: Record<string, { layers: string[]; packages: string[] }> = {
  domain: { layers: ["domain"], packages: [] },
  ports: { layers: ["ports", "domain"], packages: ["rxjs", "zod"] },
  shared: { layers: ["shared"], packages: ["node:"] },
  drivers: { layers: ["drivers", "ports", "domain", "shared"], packages: ["zod"] },
  app: { layers: ["app", "ports", "domain", "shared"], packages: ["rxjs"] },
  config: { layers: ["config", "ports", "domain", "shared"], packages: ["zod", "yaml", "node:"] },
  simulated: { layers: ["simulated", "ports", "domain", "shared"], packages: ["rxjs"] },
  adapters: { layers: ["ports", "domain", "shared"], packages: ["rxjs", "node:"] },
};

/** The one package each adapter is there for. */
const adapterPackages: Record<string, string[]> = {
  aedes: ["aedes"],
  cel: ["@marcbachmann/cel-js"],
  clock: [],
  files: [],
  gpio: ["onoff", "koffi"],
  hid: ["node-hid"],
  log: ["pino"],
  machine: [],
  metrics: [],
  mqtt: ["mqtt"],
  prometheus: ["prom-client"],
  png: ["pngjs"],
  readline: ["@serialport/parser-readline"],
  recordings: [],
  serialport: ["serialport"],
  systemd: [],
  tcp: [],
  uhid: [],
};

const byName = (a: string, b: string): number => a.localeCompare(b);

const root = join(import.meta.dirname, "..", "src");

const files = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .sort(byName);

function importsOf(name: string): string[] {
  const text = readFileSync(join(root, name), "utf8");
  const statements =
    /^(?:import|export)\b[^;"]*?\bfrom\s+"([^"]+)"|^import\s+"([^"]+)"|\bimport\(\s*"([^"]+)"/gm;
  return [...text.matchAll(statements)].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
}

/** Why this import is not allowed, or null when it is. */
function objection(name: string, target: string): string | null {
  const layer = name.split("/")[0] ?? "";
  const rule = mayImport[layer];
  if (!rule) return null;
  if (target.startsWith(".")) {
    const path = relative(root, join(root, dirname(name), target)).replaceAll("\\", "/");
    const other = path.split("/")[0] ?? "";
    const sameAdapter = layer === "adapters" && path.split("/")[1] === name.split("/")[1];
    return rule.layers.includes(other) || sameAdapter ? null : `${name} → ${path}`;
  }
  const own = layer === "adapters" ? (adapterPackages[name.split("/")[1] ?? ""] ?? []) : [];
  const allowed = [...rule.packages, ...own];
  return allowed.some((item) => (item.endsWith(":") ? target.startsWith(item) : target === item))
    ? null
    : `${name} → ${target}`;
}

describe("the shape of the house", () => {
  it("has files in every layer", () => {
    expect(new Set(files.map((name) => name.split("/")[0]))).toEqual(
      new Set([...Object.keys(mayImport), "cli", "compose", "compose.ts", "main.ts"]),
    );
  });

  it("knows the package of every adapter", () => {
    const folders = new Set(
      files.filter((name) => name.startsWith("adapters/")).map((name) => name.split("/")[1]),
    );
    expect([...folders].map(String).toSorted(byName)).toEqual(Object.keys(adapterPackages).toSorted(byName));
  });

  it.each(files)("%s imports nothing outwards", (name) => {
    expect(
      importsOf(name)
        .map((target) => objection(name, target))
        .filter(Boolean),
    ).toEqual([]);
  });

  it("calls timers and clocks in shared/time.ts alone", () => {
    const calls = /\b(setTimeout|setInterval|Date\.now|performance\.now)\(/;
    const offenders = files.filter(
      (name) => name !== "shared/time.ts" && calls.test(readFileSync(join(root, name), "utf8")),
    );
    expect(offenders).toEqual([]);
  });

  it("ends the process in main.ts alone", () => {
    const offenders = files.filter(
      (name) => name !== "main.ts" && /process\.exit\(/.test(readFileSync(join(root, name), "utf8")),
    );
    expect(offenders).toEqual([]);
  });

  it("loads native and heavy packages only when they are needed", () => {
    const lazy = [
      "serialport",
      "mqtt",
      "aedes",
      "node-hid",
      "prom-client",
      "pngjs",
      "@marcbachmann/cel-js",
      "onoff",
      "koffi",
    ];
    const offenders = files.filter((name) =>
      lazy.some((pack) =>
        new RegExp(`^import (?!type)[^;]*from "${pack}";`, "m").test(readFileSync(join(root, name), "utf8")),
      ),
    );
    expect(offenders).toEqual([]);
  });

  it("has no cupboard without a name", () => {
    const vague = /(^|\/)(utils?|helpers?|common|manager|base|index)(\.ts|\/)/i;
    expect(files.filter((name) => vague.test(name))).toEqual([]);
  });
});
