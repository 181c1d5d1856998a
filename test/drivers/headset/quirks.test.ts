import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { loadDevices } from "../../../src/config/loadDevices.ts";
import { actText, checkHeadset } from "../../../src/drivers/headset/checkHeadset.ts";
import {
  type HeadsetFile,
  headsetFileSchema,
  quirksFor,
  usualQuirks,
} from "../../../src/drivers/headset/quirks.ts";

const folder = join(import.meta.dirname, "../../../devices/headsets");
const names = readdirSync(folder).map((name) => name.replace(".yaml", ""));
const readme = readFileSync(join(folder, "../README.md"), "utf8");

const fileOf = (name: string): HeadsetFile =>
  headsetFileSchema.parse(parse(readFileSync(join(folder, `${name}.yaml`), "utf8")));

describe.each(names)("devices/headsets/%s.yaml", (name) => {
  it("has its own name, and conversations that hold", () => {
    const file = fileOf(name);
    expect(file.id).toBe(name);
    expect(checkHeadset(file).flat()).toEqual([]);
  });

  it("has a row in the list of devices", () => {
    expect(readme.includes(`| \`${name}\` |`)).toBe(true);
  });
});

describe("the file of a headset", () => {
  let files: HeadsetFile[] = [];
  beforeAll(async () => {
    const { byId, problems } = await loadDevices({
      folders: [{ path: folder, mark: "quirks" }],
      schema: headsetFileSchema,
      prove: (file, findings) => {
        for (const [index, objections] of checkHeadset(file).entries())
          for (const objection of objections) findings.error(["samples", index], objection);
      },
    });
    expect(problems).toEqual([]);
    files = [...byId.values()];
  });

  const modelOf = (vendorId: number, productId: number, product: string | null): string =>
    quirksFor({ vendorId, productId, product }, files).model;

  it("is that of its maker", () => {
    expect(modelOf(0x0b0e, 0x0307, "Jabra EVOLVE LINK MS")).toBe("jabra");
    expect(modelOf(0x047f, 0xc056, "Plantronics Blackwire 3220 Series")).toBe("plantronics-poly");
    expect(modelOf(0x1395, 0x00a9, null)).toBe("epos-sennheiser");
    expect(modelOf(0x413c, 0x8223, "Dell SP325")).toBe("dell");
    expect(modelOf(0x6993, 0xb017, "Yealink WH62")).toBe("yealink");
    expect(modelOf(0x0d8c, 0x0014, "USB Audio Device")).toBe("c-media");
    expect(modelOf(0x046d, 0x0944, "MX Brio")).toBe("logitech");
  });

  it("is that of its product, where there is one", () => {
    expect(modelOf(0x0b0e, 0x0422, "Jabra SPEAK 510 USB")).toBe("jabra-speak");
    expect(modelOf(0x046d, 0x0a40, "Logitech H650e")).toBe("logitech-h650e");
    expect(modelOf(0x1395, 0x0090, "EPOS DECT Base")).toBe("epos-dect");
  });

  it("is the general one for a maker nobody knows", () => {
    const known = quirksFor({ vendorId: 0x17ef, productId: 0x6021, product: "Lenovo" }, files);
    expect(known).toEqual({ model: "generic", name: "Any headset", quirks: usualQuirks });
    expect(quirksFor({ vendorId: 0x17ef, productId: 0x6021, product: "Lenovo" }, [])).toEqual(known);
  });

  it("says most when it names the product's number, and is chosen by its id when two say as much", () => {
    const like = (id: string, match: HeadsetFile["match"]): HeadsetFile => ({
      ...fileOf("jabra"),
      id,
      match,
    });
    const close = like("number", { vendorId: "0b0e", productIds: ["0422", "0307"] });
    const named = like("named", { products: ["speak"] });
    const other = like("other", { vendorId: "0b0e", productIds: ["0001"] });
    const device = { vendorId: 0x0b0e, productId: 0x0422, product: "Jabra SPEAK 510" };
    expect(quirksFor(device, [named, other, close]).model).toBe("number");
    expect(quirksFor(device, [like("b", {}), like("a", {})]).model).toBe("a");
    expect(quirksFor(device, [like("a", {}), like("b", {})]).model).toBe("a");
  });
});

describe("a file that is wrong", () => {
  const written = (change: object): unknown => ({
    ...parse(readFileSync(join(folder, "jabra.yaml"), "utf8")),
    ...change,
  });

  it.each([
    ["an id that is a number", { match: { vendorId: 307 } }, "in quotes, as lsusb shows them"],
    ["an id in large letters", { match: { vendorId: "0B0E" } }, "small letters"],
    ["a name for a quirk that there is not", { quirks: { holdKeepsOfHook: true } }, "holdKeepsOfHook"],
    ["no sample", { samples: [] }, "1"],
    ["no quirks", { quirks: undefined }, "object"],
  ])("%s is refused", (_what, change, words) => {
    const result = headsetFileSchema.safeParse(written(change));
    expect(result.error?.issues.map(({ message }) => message).join()).toContain(words);
  });

  it("is told by the step that does not hold", () => {
    const file = fileOf("jabra");
    const [sample] = file.samples;
    const [first, second] = sample?.steps ?? [];
    if (sample === undefined || first === undefined || second === undefined) throw new Error("no steps");
    const steps = [first, { ...second, acts: ["reject"], writes: ["020500", "021000"] }];
    expect(checkHeadset({ ...file, samples: [{ ...sample, steps }] })).toEqual([
      ["step 2 means offHook instead of reject", "step 2 is answered with 020100 instead of 020500, 021000"],
    ]);
    const silent = [{ ...first, writes: [] }];
    expect(checkHeadset({ ...file, samples: [{ ...sample, steps: silent }] })).toEqual([
      ["step 1 is answered with 020400 instead of nothing"],
    ]);
  });

  it("is told when its descriptor is none of a headset", () => {
    const file = fileOf("jabra");
    const samples = file.samples.map((sample) => ({ ...sample, descriptor: "05 0c" }));
    expect(checkHeadset({ ...file, samples })).toEqual(
      samples.map(() => ["its descriptor is none of a headset with keys"]),
    );
  });

  it("may open the headset anew, and let time pass alone", () => {
    const file = fileOf("dell");
    const samples = file.samples.map((sample) => ({
      ...sample,
      steps: [
        {
          afterMs: 1_000,
          want: { offHook: true, ringing: false, muted: false, held: false },
          acts: [],
          writes: ["0501"],
        },
        { afterMs: 2_000, acts: [], writes: ["05 01"] },
        { afterMs: 0, opened: true as const, acts: [], writes: ["0501"] },
        { afterMs: 600, acts: [], writes: [] },
      ],
    }));
    expect(checkHeadset({ ...file, samples })).toEqual([[]]);
  });
});

describe("acts", () => {
  it("have a word each", () => {
    expect(actText({ kind: "mute", muted: null })).toBe("muteUnknown");
    expect(actText({ kind: "key", key: "#" })).toBe("key #");
    expect(actText({ kind: "line", busy: false })).toBe("lineFree");
    expect(actText({ kind: "redial" })).toBe("redial");
  });
});
