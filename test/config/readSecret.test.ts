import { chmod, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkFiles } from "../../src/config/checkFiles.ts";
import { Findings } from "../../src/config/findings.ts";
import { readSecret, secretFile, secretWarning } from "../../src/config/readSecret.ts";
import { siteSchema } from "../../src/config/siteSchema.ts";
import { namedPipe } from "../shared/namedPipe.ts";
import { yamlOf } from "./siteBench.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "bandeau-secret-"));
});
afterEach(() => rm(folder, { recursive: true }));

const put = async (name: string, text: string, mode = 0o600): Promise<string> => {
  const file = join(folder, name);
  await writeFile(file, text);
  await chmod(file, mode);
  return file;
};

describe("a password file", () => {
  it("holds the password, and one line break at most that is not part of it", async () => {
    for (const end of ["", "\n", "\r\n"])
      expect((await readSecret(await put("p", `canary ${end}`), undefined)).reveal()).toBe("canary ");
    expect((await readSecret(await put("p", "canary\n\n"), undefined)).reveal()).toBe("canary\n");
  });

  it("may be a credential that systemd gave", async () => {
    await put("bus", "canary\n");
    expect((await readSecret("credential:bus", folder)).reveal()).toBe("canary");
  });

  it.each([
    ["credential:bus", "SECRET_NO_CREDENTIALS"],
    ["credential:../bus", "SECRET_NAME"],
    ["credential:..", "SECRET_NAME"],
    ["credential:.", "SECRET_NAME"],
    ["credential:", "SECRET_NAME"],
  ])("is refused as %s without saying more than the name", async (reference, code) => {
    await expect(readSecret(reference, undefined)).rejects.toMatchObject({ code });
  });

  it("is refused when it is empty, too long, a folder or not there", async () => {
    await expect(readSecret(await put("p", "\n"), undefined)).rejects.toMatchObject({ code: "SECRET_EMPTY" });
    await expect(readSecret(await put("p", "x".repeat(4097)), undefined)).rejects.toMatchObject({
      code: "SECRET_TOO_LONG",
    });
    await expect(readSecret(folder, undefined)).rejects.toMatchObject({
      code: "SECRET_UNREADABLE",
      message: "this file cannot be read: it is not a file but a folder",
    });
    await expect(readSecret(join(folder, "x".repeat(300)), undefined)).rejects.toMatchObject({
      message: "this file cannot be read: ENAMETOOLONG",
    });
  });

  it("is refused at once when it is a pipe, a device or a circle of links, and may lie elsewhere", async () => {
    namedPipe(join(folder, "pipe"));
    await symlink("/dev/zero", join(folder, "device"));
    await symlink("circle", join(folder, "circle"));
    for (const [name, what] of [
      ["pipe", "it is not a file but a pipe"],
      ["device", "it is not a file but a device"],
      ["circle", "its links lead in a circle"],
    ] as const) {
      const told = { code: "SECRET_UNREADABLE", message: `this file cannot be read: ${what}` };
      await expect(readSecret(join(folder, name), undefined)).rejects.toMatchObject(told);
      expect(await secretWarning(join(folder, name))).toMatchObject(told);
    }
    // Whoever writes the configuration may say where: a path upwards is followed, but not in the name of a credential.
    await put("p", "canary");
    expect((await readSecret(join(folder, "x", "..", "p"), undefined)).reveal()).toBe("canary");
    await expect(readSecret("credential:../p", join(folder, "x"))).rejects.toMatchObject({
      code: "SECRET_NAME",
    });
  });

  it("is not named in messages, in case somebody wrote the password there", async () => {
    const thrown = await readSecret("hunter2", undefined).catch((fault: unknown) => fault);
    expect(JSON.stringify([thrown, String(thrown), (thrown as { advice: string }).advice])).not.toContain(
      "hunter2",
    );
    expect(thrown).toMatchObject({ message: "this file cannot be read: there is no such file" });
    await expect(readSecret("a\0b", undefined)).rejects.toMatchObject({ code: "SECRET_UNREADABLE" });
  });

  it("deserves a warning when everybody can read it", async () => {
    expect(await secretWarning(await put("p", "x", 0o640))).toBeNull();
    expect(await secretWarning(await put("p", "x", 0o644))).toMatchObject({ code: "SECRET_READABLE" });
    expect(await secretWarning(join(folder, "none"))).toMatchObject({ code: "SECRET_UNREADABLE" });
  });

  it("is found where its name leads", () => {
    expect(secretFile("/etc/p", undefined)).toBe("/etc/p");
    expect(secretFile("credential:bus", "/run/credentials/bandeau")).toBe("/run/credentials/bandeau/bus");
  });
});

describe("the files a site names", () => {
  const told = async (written: string, credentialsFolder?: string): Promise<string[]> => {
    const findings = new Findings(yamlOf(`broker:\n  urls: ["mqtts://b"]\n${written}`));
    const { broker, agents } = findings.yaml.value as { broker: unknown; agents: unknown };
    const { shape } = siteSchema;
    const site = { broker: shape.broker.parse(broker), agents: shape.agents.parse(agents) };
    await checkFiles(site, findings, { folder, credentialsFolder });
    return [...findings.of("error"), ...findings.of("warning")].map(
      ({ severity, path, message }) => `${severity} ${path}: ${message}`,
    );
  };

  it("begin at the site's own file", async () => {
    await put("p", "x");
    await put("ca.pem", "x", 0o644);
    await put("k", "x", 0o600);
    const tls = "  tls: { caFile: ca.pem, certificateFile: ca.pem, keyFile: k }\n";
    expect(await told(`  passwordFile: p\n${tls}`)).toEqual([]);
    expect(await told("agents: { keyFile: k }\n")).toEqual([]);
    expect(await told("  tls: { certificateFile: ca.pem }\n")).toEqual([]);
    expect(await told(`  passwordFile: ${join(folder, "p")}\n`)).toEqual([]);
  });

  it("are warned about when they are missing or open to everybody", async () => {
    await put("k", "x", 0o644);
    const tls = "  tls: { caFile: ca.pem, keyFile: k }\n";
    expect(await told(`  passwordFile: p\n${tls}`)).toEqual([
      "warning broker.passwordFile: this file cannot be read: there is no such file",
      "warning broker.tls.keyFile: everybody on this machine can read this file",
      "warning broker.tls.caFile: this file cannot be read: there is no such file",
    ]);
  });

  it("are not looked for when systemd will give them", async () => {
    expect(await told("  passwordFile: credential:bus\n")).toEqual([]);
    expect(await told("  passwordFile: credential:bus\n", "/run/credentials/bandeau")).toEqual([]);
    expect(await told("  passwordFile: credential:a/b\n")).toEqual([
      "error broker.passwordFile: this is no name of a credential",
    ]);
  });

  it("may be none", async () => {
    expect(await told("")).toEqual([]);
  });
});
