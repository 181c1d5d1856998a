import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { udevCommand } from "../../src/cli/udev.ts";
import { udevRules } from "../../src/cli/udevRules.ts";
import { lightModelFileSchema } from "../../src/config/lightModelFile.ts";
import { headsetFileSchema } from "../../src/drivers/headset/quirks.ts";

const shipped = readFileSync(join(import.meta.dirname, "../../systemd/60-bandeau.rules"), "utf8");
const isRule = (line: string): boolean => line !== "" && !line.startsWith("#");

const headset = (match: object) =>
  headsetFileSchema.parse({
    schema: 1,
    id: "own",
    name: "Our own",
    match,
    quirks: {},
    samples: [{ means: "x", descriptor: "05 0b", steps: [{}] }],
    source: "seen",
  });

const light = (usb: readonly object[]) =>
  lightModelFileSchema.parse({
    schema: 1,
    id: "lamp",
    name: "A lamp",
    driver: "luxafor",
    lamps: [{ name: "led", colour: "any" }],
    usb,
    refreshSeconds: null,
    samples: [{ hex: "00", shows: ["off"] }],
    source: "seen",
  });

const rulesOf = (text: string): string[] => text.split("\n").filter(isRule).slice(0, -1);

describe("rules for udev", () => {
  it("are those that lie in systemd: npm run udev writes them anew", async () => {
    const lines: string[] = [];
    await udevCommand(undefined, (line) => lines.push(line));
    expect(`${lines.join("\n")}\n`).toBe(shipped);
  });

  it("are for a site's own definitions too, where its file is named", async () => {
    const folder = mkdtempSync(join(tmpdir(), "bandeau-udev-"));
    const text = readFileSync(join(import.meta.dirname, "../../devices/headsets/yealink.yaml"), "utf8");
    const own = text.replace("id: yealink", "id: our-own").replace('"6993"', '"abcd"');
    mkdirSync(join(folder, "devices.d"));
    writeFileSync(join(folder, "devices.d", "our-own.yaml"), own);
    const lines: string[] = [];
    await udevCommand(join(folder, "site.yaml"), (line) => lines.push(line));
    rmSync(folder, { recursive: true });
    expect(lines.join("\n")).toContain('KERNELS=="*:ABCD:*"');
    expect(lines.join("\n")).toContain('KERNELS=="*:6993:*"');
  });

  it("let a maker of headsets in as a whole, and of makers of keyboards what is named alone", () => {
    const rules = rulesOf(udevRules([headset({ vendorId: "abcd" }), headset({ vendorId: "046d" })], [])).join(
      "\n",
    );
    expect(rules).toContain('KERNELS=="*:ABCD:*"');
    expect(rules).not.toContain('KERNELS=="*:046D:*"');
    expect(
      rulesOf(udevRules([headset({ vendorId: "046d", productIds: ["0a8f"] })], [])).join("\n"),
    ).toContain('KERNELS=="*:046D:0A8F.*"');
    expect(udevRules([headset({ products: ["Any"] })], [])).not.toContain("Our own");
  });

  it("want the product's name of a light whose numbers a keyboard may have as well", () => {
    const text = udevRules([], [light([{ vendor: 0x16c0, product: 0x27db, named: "MuteMe" }])]);
    expect(text).toContain(
      'ATTRS{idVendor}=="16c0", ATTRS{idProduct}=="27db", ATTRS{product}=="*[Mm][Uu][Tt][Ee][Mm][Ee]"',
    );
    expect(udevRules([], [light([{ vendor: 0x04d8, product: 0xf372, named: "FLAG" }])])).toContain(
      '# A lamp\nACTION!="remove", SUBSYSTEM=="hidraw", KERNELS=="*:04D8:F372.*", GROUP="bandeau", MODE="0660"',
    );
  });

  it("never let the service read any keyboard", () => {
    const hid =
      /^ACTION!="remove", SUBSYSTEM=="hidraw", (KERNELS=="\*:[0-9A-F]{4}:[0-9A-F*]+(\.\*)?"|ATTRS\{idVendor\}=="[0-9a-f]{4}", ATTRS\{idProduct\}=="[0-9a-f]{4}", ATTRS\{product\}=="\*[^"]{6,}"), GROUP="bandeau", MODE="0660"$/;
    for (const line of rulesOf(shipped)) expect(line).toMatch(hid);
    for (const vendor of ["046D", "413C", "16C0"])
      for (const line of rulesOf(shipped)) expect(line).not.toContain(`"*:${vendor}:*"`);
  });
});
