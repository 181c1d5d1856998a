import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { withCredentials } from "../../../src/cli/doctor/doctorCommand.ts";
import { siteLoader } from "../../../src/compose/siteLoader.ts";
import { devicesFolder } from "../../../src/compose.ts";

/** The password file of a site whose file has this name. */
async function passwordOf(reference: string, file: string): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "bandeau-credentials-"));
  const path = join(folder, "site.yaml");
  writeFileSync(
    path,
    `version: 1
site: here
node: hall
broker: { urls: ["mqtt://127.0.0.1:1"], username: hall, passwordFile: "${reference}" }
sources: { acd: {} }
queues: { sales: { id: "7" } }
displays: [{ id: wall, model: alpha-4120c, port: simulated, pages: [{ lines: ["{sales.waiting}"] }] }]
`,
  );
  const loaded = await (await siteLoader({}, devicesFolder)).load(path);
  rmSync(folder, { recursive: true });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return withCredentials(loaded.site, file).broker.passwordFile;
}

describe("a credential of the service", () => {
  it.each([
    [
      "credential:bandeau_mqtt-password",
      "/etc/bandeau/bandeau.yaml",
      "/etc/bandeau/credentials/mqtt-password",
    ],
    [
      "credential:bandeau_mqtt-password",
      "/etc/bandeau/hall.yaml",
      "/etc/bandeau/credentials/hall/mqtt-password",
    ],
    ["credential:bandeau_mqtt-password", "/srv/site.yaml", "credential:bandeau_mqtt-password"],
    ["credential:other", "/etc/bandeau/bandeau.yaml", "credential:other"],
    ["/run/secret", "/etc/bandeau/bandeau.yaml", "/run/secret"],
  ])("%s of %s is looked for where the unit takes it from", async (reference, file, found) => {
    expect(await passwordOf(reference, file)).toBe(found);
  });
});
