import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readDescriptor } from "../../src/cli/headsetSource.ts";
import { runCommandLine } from "../../src/cli/program.ts";
import { devices } from "../drivers/headset/devices.ts";
import { recordingTerminal } from "./recordingTerminal.ts";

const folder = mkdtempSync(join(tmpdir(), "bandeau-headset-"));
afterAll(() => rmSync(folder, { recursive: true }));

const descriptorOf = (id: string): string =>
  devices.find((device) => device.id === id)?.descriptor ?? "no such device";

const jabra = descriptorOf("0b0e:0307");
const plantronics = descriptorOf("047f:c056");

async function headset(...words: string[]) {
  const { terminal, written, errors } = recordingTerminal();
  const code = await runCommandLine(["headset", ...words], terminal);
  return { code, out: written(), errors: errors() };
}

const json = async (...words: string[]): Promise<unknown> =>
  JSON.parse((await headset(...words, "--json")).out);

async function* pipe(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

describe("bandeau headset describe", () => {
  it("says as JSON which keys and LEDs there are, and where", async () => {
    const told = await json("describe", "--descriptor", plantronics, "--vendor", "047f", "--product", "c056");
    const output = (name: string, usage: string, reportId: number) => ({
      name,
      usage,
      reportId,
      bitOffset: 0,
      bitSize: 1,
      type: "absolute",
    });
    const input = { reportId: 8, bitSize: 1 };
    expect(told).toEqual({
      callControl: "full",
      numberedReports: true,
      inputs: [
        { ...input, name: "PhoneMute", usage: "000B:002F", bitOffset: 0, type: "relative" },
        { ...input, name: "HookSwitch", usage: "000B:0020", bitOffset: 1, type: "absolute" },
        { ...input, name: "Flash", usage: "000B:0021", bitOffset: 2, type: "absolute" },
      ],
      outputs: [
        output("Mute", "0008:0009", 9),
        output("OffHook", "0008:0017", 23),
        output("Ring", "0008:0018", 24),
        output("Speaker", "0008:001E", 30),
        output("Hold", "0008:0020", 32),
        output("OnLine", "0008:002A", 42),
      ],
    });
  });

  it("explains each report bit by bit", async () => {
    const { code, out } = await headset("describe", "--descriptor", jabra, "--vendor", "0x0B0E");
    expect(code).toBe(0);
    expect(out).toMatch(/^0b0e:\?\ncall control: full: /);
    expect(out).toContain("every report begins with its number\n");
    expect(out).toContain("input report 2: 2 bytes behind its number (byte 0, 02)\n");
    expect(out).toMatch(/^ {2}byte 1 bit 0 +HookSwitch +000B:0020 {2}the value is the state$/m);
    expect(out).toMatch(/^ {2}byte 1 bit 2 +PhoneMute +000B:002F {2}a 1 is one press$/m);
    expect(out).toMatch(/^ {2}byte 1 bit 6 +Reject +0009:0007 {2}a 1 is one press$/m);
    expect(out).toMatch(
      /^ {2}byte 1 bit 7 – byte 2 bit 2 +which key is held: 0 none, 1 Key0, 2 Key1, .* 12 KeyPound$/m,
    );
    expect(out).toMatch(/^ {2}byte 2 bits 3–7 +padding$/m);
    expect(out).toMatch(/^ {2}byte 1 bit 5 +Ringer +000B:009E$/m);
    expect(out).toMatch(/^reports that are not a telephone's: input 4, output 4, .*input 1$/m);
  });

  it("names what else is in a telephone's report", async () => {
    const { out } = await headset("describe", "--descriptor", descriptorOf("1395:00a2"));
    expect(out).toMatch(/^ {2}byte 1 bit 0 +000C:00EA consumer$/m);
    expect(out).toMatch(/^ {2}byte 1 bit 7 +which key is held: 0 none, 1 Reject$/m);
  });

  it("counts from byte 0 where reports carry no number, and tells blocks, lists and signs in a row", async () => {
    const invented =
      "050b 0905 a101 1500 2501 7501 0920 9501 8102 15ff 7502 092f 8106 7508 09fe 9508 8102 050c 0901 0902 9502 8100 9501 8100 c0";
    const { out } = await headset("describe", "--descriptor", invented);
    expect(out).toContain("reports carry no number; what is written begins with 00\n");
    expect(out).toContain("the input report: 12 bytes\n");
    expect(out).toMatch(/^ {2}byte 0 bits 1–2 +PhoneMute +000B:002F {2}above 0 switches on, below 0 off$/m);
    expect(out).toMatch(/^ {2}byte 0 bit 3 – byte 8 bit 2 +000B:00FE telephony$/m);
    expect(out).toMatch(/one of several: 000C:0001 consumer …$/m);
  });

  it("says of a headset that is no telephone what it is not", async () => {
    const { code, out } = await headset("describe", "--descriptor", descriptorOf("046d:0a37"));
    expect(code).toBe(0);
    expect(out).toContain("call control: none");
  });

  it("tells what is wrong in a descriptor, beside the JSON too", async () => {
    const { out } = await headset("describe", "--descriptor", `${jabra}c0`);
    expect(out).toContain(
      "wrong in the descriptor\n  byte 332: the end of a collection that was not begun\n",
    );
    const told = await headset("describe", "--descriptor", `${jabra}c0`, "--json");
    expect(told.errors).toContain("byte 332: ");
    expect(told.code).toBe(0);
  });

  it("fails on bytes that describe nothing", async () => {
    const { code, errors } = await headset("describe", "--descriptor", "00ff00");
    expect(code).toBe(1);
    expect(errors).toContain("this describes no report at all");
  });

  it.each([
    [["--descriptor", "05zz"], '"z" is no hexadecimal digit'],
    [["--descriptor", ""], "--descriptor is empty"],
    [["--descriptor", jabra, "--vendor", "jabra"], "--vendor jabra is no USB id"],
    [["--file", join(folder, "nothing")], "cannot be read"],
    [["--device", "/dev/hidraw999999"], "the system knows no hidraw999999"],
    [["--device", "/dev/ttyUSB0"], "is no HID device"],
  ])("refuses %j with a reason", async (words, message) => {
    const { code, errors, out } = await headset("describe", ...words);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(errors).toContain(message);
  });

  it.each([[[]], [["--descriptor", jabra, "--device", "/dev/hidraw0"]]])(
    "asks for one descriptor, not %j",
    async (words) => {
      for (const tool of ["describe", "encode"]) expect((await headset(tool, ...words)).code).toBe(2);
      const { code, errors } = await headset("decode", "--report", "00", ...words);
      expect(code).toBe(2);
      expect(errors).toContain("one of the three");
    },
  );
});

describe("where a descriptor comes from", () => {
  const bytes = Uint8Array.from(Buffer.from(jabra, "hex"));

  it("may be a file of bytes, a file of digits, or a pipe", async () => {
    writeFileSync(join(folder, "raw"), bytes);
    writeFileSync(join(folder, "digits"), jabra);
    expect(await readDescriptor({ file: join(folder, "raw") }, pipe(""))).toEqual({ bytes, name: null });
    expect((await readDescriptor({ file: join(folder, "digits") }, pipe("")))?.bytes).toEqual(bytes);
    expect((await readDescriptor({ file: "-", product: "307" }, pipe(jabra)))?.name).toBe("?:0307");
    expect((await readDescriptor({ file: "-" }, pipe(jabra)))?.bytes).toEqual(bytes);
    await expect(readDescriptor({ file: "-" }, pipe(""))).rejects.toThrow("the file is empty");
  });

  it("may be a device, which is not opened", async () => {
    const device = join(folder, "hidraw4", "device");
    mkdirSync(device, { recursive: true });
    writeFileSync(join(device, "report_descriptor"), bytes);
    writeFileSync(join(device, "uevent"), "HID_ID=0003:00000B0E:00000307\nHID_NAME=Jabra EVOLVE LINK MS\n");
    const world = { dev: "/dev", sys: folder };
    const named = { bytes, name: "Jabra EVOLVE LINK MS (0b0e:0307)" };
    expect(await readDescriptor({ device: "/dev/hidraw4" }, pipe(""), world)).toEqual(named);
    writeFileSync(join(device, "uevent"), "");
    const unnamed = await readDescriptor(
      { device: "hidraw4", vendor: "b0e", product: "307" },
      pipe(""),
      world,
    );
    expect(unnamed?.name).toBe("a device without a name (0b0e:0307)");
  });
});

describe("bandeau headset decode", () => {
  it("says as JSON what each report changes", async () => {
    const of = (...reports: string[]) =>
      json("decode", "--descriptor", jabra, ...reports.flatMap((hex) => ["--report", hex]));
    expect(await of("020100", "020000")).toEqual({ events: [["HookSwitch=1"], ["HookSwitch=0"]] });
    expect(await of("020500", "020500", "020100", "024100")).toEqual({
      events: [["HookSwitch=1", "PhoneMute!"], [], [], ["Reject!"]],
    });
  });

  it("writes a line for each report, and what is wrong with it beside", async () => {
    const { code, out, errors } = await headset(
      "decode",
      ...["--descriptor", jabra, "--report", "02 01 00", "0x02,0x01,0x00", "--report", "07"],
    );
    expect(code).toBe(0);
    expect(out).toBe("02 01 00  HookSwitch=1\n02 01 00  nothing new\n07  nothing new\n");
    expect(errors).toContain("07: input report 7 is not in the descriptor");
  });

  it("wants reports, of hexadecimal digits", async () => {
    expect((await headset("decode", "--descriptor", jabra)).code).toBe(2);
    const { code, errors } = await headset("decode", "--descriptor", jabra, "--report", "02010");
    expect(code).toBe(1);
    expect(errors).toContain("--report 02010, letter 1: 5 digits make no whole bytes");
  });
});

describe("bandeau headset encode", () => {
  it("puts all LEDs of a report into one, in its full length", async () => {
    expect(await json("encode", "--descriptor", jabra, "--led", "OffHook", "--led", "Mute")).toEqual({
      reports: ["020300"],
    });
  });

  it("writes a report for each LED where the headset wants it so, in the order in which they were named", async () => {
    expect(await json("encode", "--descriptor", plantronics, "--led", "off-hook", "mute")).toEqual({
      reports: ["1701", "0901"],
    });
    const { out } = await headset("encode", "--descriptor", plantronics, "--led", "Ring");
    expect(out).toBe("18 01  Ring\n");
  });

  it("puts everything out when no LED is named", async () => {
    expect(await json("encode", "--descriptor", jabra)).toEqual({ reports: ["020000"] });
    expect((await headset("encode", "--descriptor", jabra)).out).toBe("02 00 00  dark\n");
  });

  it.each([
    [jabra, "Rign", "did you mean 'Ring'? it has OffHook, Mute, Ring, Hold, Microphone, Ringer"],
    [jabra, "disco-ball", "it has OffHook, Mute, Ring, Hold, Microphone, Ringer"],
    [descriptorOf("046d:0a37"), "Mute", "its descriptor has no LED at all: nothing can be shown on it"],
  ])("refuses a LED that the headset has not", async (descriptor, led, advice) => {
    const { code, out, errors } = await headset("encode", "--descriptor", descriptor, "--led", led);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(errors).toBe(`this headset has no LED '${led}'\n${advice}\n`);
  });
});

describe("bandeau headset, mistyped", () => {
  it("names the help that helps: of the group, or of the command", async () => {
    expect(await headset("wach")).toMatchObject({
      code: 2,
      errors:
        "error: unknown command 'wach'\n(Did you mean watch?)\n(bandeau headset --help lists the commands)\n",
    });
    const { code, errors } = await headset("watch", "jabra-evolve-link");
    expect(code).toBe(2);
    expect(errors).toContain("(bandeau headset watch --help says what may be written)");
  });
});
