import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { completeSite } from "../../src/config/completeSite.ts";
import { loadSite, type SiteResult } from "../../src/config/loadSite.ts";
import { siteModel } from "../../src/config/siteModel.ts";
import { siteSchema } from "../../src/config/siteSchema.ts";
import { stablePortName } from "../../src/config/stablePortName.ts";
import { brief, goodSite, realDeps, siteWith, twoRows, yamlOf } from "./siteBench.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "bandeau-site-"));
  for (const name of ["displays", "acds"]) await mkdir(join(folder, "devices", name), { recursive: true });
  await mkdir(join(folder, "devices.d"));
  await writeFile(join(folder, "devices/displays/two-rows.yaml"), stringify(twoRows));
});
afterEach(() => rm(folder, { recursive: true }));

const load = async (text: string | Uint8Array): Promise<SiteResult<unknown>> => {
  const file = join(folder, "site.yaml");
  await writeFile(file, text);
  const deps = await realDeps(join(folder, "devices"));
  return loadSite(file, { ...deps, proveSample: () => null });
};

describe("a site's file", () => {
  it("gives a site with everything filled in, and the models", async () => {
    const login = "  username: u\n  passwordFile: bus.txt\n  tls: { caFile: ca.pem }\n";
    const result = await load(
      siteWith('urls: ["mqtt://broker:1883"]\n', `urls: ["mqtts://broker"]\n${login}`),
    );
    if (!result.ok) throw new Error(brief(result.problems).join("\n"));
    expect(result.site.queues["sales"]?.source).toBe("acd");
    expect(result.site.broker.passwordFile).toBe(join(folder, "bus.txt"));
    expect(result.site.broker.tls).toEqual({ caFile: join(folder, "ca.pem") });
    expect([...result.models.keys()]).toEqual(["two-rows"]);
    expect(result.warnings.map(({ path }) => path)).toEqual(["broker.passwordFile", "broker.tls.caFile"]);
  });

  it("is refused with all its problems, top to bottom", async () => {
    const result = await load(
      siteWith("node: wall-1", "node: Wall 1").replace("model: two-rows", "model: none"),
    );
    expect(result.ok).toBe(false);
    expect(result.ok ? [] : brief(result.problems).map((line) => line.slice(0, 24))).toEqual([
      "3:7 node: must be lower-",
      "21:12 displays.0.model: ",
    ]);
  });

  it("is refused when it is missing, no YAML, no UTF-8 or empty", async () => {
    const deps = await realDeps(join(folder, "devices"));
    const missing = await loadSite(join(folder, "none.yaml"), deps);
    expect(missing).toMatchObject({
      ok: false,
      problems: [{ line: null, message: "cannot be read: there is no such file" }],
    });
    expect(await load("a: [")).toMatchObject({ ok: false, problems: [{ line: 1 }] });
    expect(await load(Buffer.from("a: 1\nb: Été\n", "latin1"))).toMatchObject({
      ok: false,
      problems: [{ line: 2, column: 4, message: "is not UTF-8 text" }],
    });
    expect(await load("")).toMatchObject({ ok: false, problems: [{ message: "the file is empty" }] });
    expect(await load("x".repeat(1024 * 1024 + 5))).toMatchObject({
      ok: false,
      problems: [{ message: "is longer than 1024 KiB" }],
    });
  });

  it("starts beside a definition that is wrong, unless it needs it", async () => {
    await writeFile(join(folder, "devices.d", "other.yaml"), "id: other\ndriver: none\n");
    const good = await load(goodSite);
    expect(good.ok).toBe(true);
    expect(good.warnings.length).toBeGreaterThan(0);
    expect(
      good.warnings.every(({ severity, file }) => severity === "warning" && file.endsWith("other.yaml")),
    ).toBe(true);
    const bad = await load(siteWith("model: two-rows", "model: other"));
    expect(bad.ok ? [] : bad.problems.map(({ message }) => message)).toEqual([
      "the file of model 'other' has problems, and was left out",
    ]);
  });

  it("takes the site's own definitions, of displays and of ACDs, from one folder", async () => {
    await writeFile(join(folder, "devices.d", "rows.yaml"), stringify({ ...twoRows, name: "Mine" }));
    await writeFile(join(folder, "devices.d", "acd.yaml"), "id: mine\nreader: none\n");
    const result = await load(goodSite);
    if (!result.ok) throw new Error(brief(result.problems).join("\n"));
    expect(result.models.get("two-rows")?.name).toBe("Mine");
    expect(result.replaced).toEqual([{ id: "two-rows", file: join(folder, "devices.d", "rows.yaml") }]);
    expect(result.warnings.every(({ file }) => file.endsWith("acd.yaml"))).toBe(true);
  });
});

describe("a complete site", () => {
  const parsed = siteSchema.parse(yamlOf(goodSite).value);

  it("keeps what stands in the file", () => {
    const tls = { caFile: "/a", certificateFile: "b", keyFile: "c" };
    const site = completeSite(
      {
        ...parsed,
        queues: { q: { id: "1", source: "other" } },
        broker: { ...parsed.broker, passwordFile: "credential:x", tls },
      },
      "/etc/bandeau",
    );
    expect(site.queues["q"]?.source).toBe("other");
    expect(site.broker.passwordFile).toBe("credential:x");
    expect(site.broker.tls).toEqual({
      caFile: "/a",
      certificateFile: "/etc/bandeau/b",
      keyFile: "/etc/bandeau/c",
    });
    expect(completeSite(parsed, "/").broker).toEqual(parsed.broker);
    const agents = { ...parsed.agents, keyFile: "k" };
    const seated = completeSite({ ...parsed, agents, stateFolder: "state" }, "/etc/bandeau");
    expect(seated).toMatchObject({
      agents: { keyFile: "/etc/bandeau/k" },
      stateFolder: "/etc/bandeau/state",
    });
    const client = { certificateFile: "b", keyFile: "c" };
    expect(completeSite({ ...parsed, broker: { ...parsed.broker, tls: client } }, "/x").broker.tls).toEqual({
      certificateFile: "/x/b",
      keyFile: "/x/c",
    });
  });

  it("has no queue without a source even when there is none", () => {
    expect(completeSite({ ...parsed, sources: {} }, "/").queues["sales"]?.source).toBe("");
  });
});

describe("a model at a site", () => {
  it("is the file's, with what the site changes", () => {
    const fitted = siteModel(
      { serial: { baudRate: 19_200, dataBits: 8, parity: "none", stopBits: 2 }, settings: { address: "05" } },
      { ...twoRows, settings: { address: "01", type: "Z" } },
    );
    expect(fitted.model.serial).toEqual({ baudRate: 19_200, dataBits: 8, parity: "none", stopBits: 2 });
    expect(fitted.settings).toEqual({ address: "05", type: "Z" });
    expect(fitted.model).not.toHaveProperty("samples");
  });

  it("is the file's where the site says nothing", () => {
    expect(siteModel({ settings: {} }, twoRows).model.serial).toEqual(twoRows.serial);
  });
});

describe("the name of a port that stays", () => {
  it("is the link that leads to the same port", async () => {
    const byId = join(folder, "by-id");
    await mkdir(byId);
    await writeFile(join(folder, "ttyUSB0"), "");
    await writeFile(join(folder, "ttyUSB1"), "");
    await symlink("../ttyUSB1", join(byId, "usb-B"));
    await symlink("../ttyUSB9", join(byId, "usb-unplugged"));
    expect(stablePortName(join(folder, "ttyUSB1"), [join(folder, "none"), byId])).toBe(join(byId, "usb-B"));
    expect(stablePortName(join(folder, "ttyUSB0"), [byId])).toBeNull();
    expect(stablePortName(join(folder, "ttyUSB7"), [byId])).toBeNull();
  });
});
