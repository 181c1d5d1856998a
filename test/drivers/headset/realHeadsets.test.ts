import { describe, expect, it } from "vitest";
import { decodeReport, eventText, restingState } from "../../../src/drivers/headset/decodeReport.ts";
import { encodeLeds } from "../../../src/drivers/headset/encodeLeds.ts";
import { type Control, readHeadset } from "../../../src/drivers/headset/telephony.ts";
import { devices } from "./devices.ts";

const keyPad = [..."0123456789", "Star", "Pound"].map((key) => `Key${key}`);

/** Report, control and bit of each device, read by hand from its descriptor; `r`: reported as relative. */
const expected: Record<string, { callControl: string; inputs: string; outputs: string; keysAt?: string }> = {
  "0b0e:0307": {
    callControl: "full",
    inputs:
      "2 HookSwitch 0, 2 LineBusyTone 1, 2 PhoneMute 2r, 2 Flash 3r, 2 Redial 4r, 2 SpeedDial 5r, 2 Reject 6",
    outputs: "2 OffHook 0, 2 Mute 1, 2 Ring 2, 2 Hold 3, 2 Microphone 4, 2 Ringer 5",
    keysAt: "2 bit 7",
  },
  "0b0e:24c9": {
    callControl: "full",
    inputs:
      "2 HookSwitch 0, 2 LineBusyTone 1, 2 Line 2, 2 PhoneMute 3r, 2 Flash 4r, 2 Redial 5r, 2 SpeedDial 6r, 2 Reject 11",
    outputs: "2 OffHook 0, 2 Speaker 1, 2 Mute 2, 2 Ring 3, 2 Hold 4, 2 Microphone 5, 2 OnLine 6, 2 Ringer 7",
    keysAt: "2 bit 7",
  },
  "047f:c056": {
    callControl: "full",
    inputs: "8 PhoneMute 0r, 8 HookSwitch 1, 8 Flash 2",
    outputs: "9 Mute 0, 23 OffHook 0, 24 Ring 0, 30 Speaker 0, 32 Hold 0, 42 OnLine 0",
  },
  "047f:02ec": {
    callControl: "full",
    inputs: "1 HookSwitch 0, 1 PhoneMute 1r, 1 Flash 2, 1 Redial 3r, 1 Reject 4r",
    outputs: "1 Ring 0, 2 Speaker 0, 3 Mute 0, 4 OffHook 0, 5 Hold 0",
  },
  "1395:00a2": {
    callControl: "full",
    inputs: "2 HookSwitch 2, 2 Flash 3r, 2 Redial 4r, 2 PhoneMute 5r, 2 Drop 6r, 2 Reject 7",
    outputs: "3 Ringer 0, 3 OffHook 1, 3 Microphone 2, 3 Ring 3, 3 Mute 4, 3 OnLine 5, 3 Hold 6",
  },
  "1395:00a9": {
    callControl: "full",
    inputs: "2 HookSwitch 2, 2 Flash 3r, 2 Redial 4r, 2 PhoneMute 5r, 2 Drop 6r, 2 Reject 7",
    outputs: "3 Ringer 0, 3 OffHook 1, 3 Microphone 2, 3 Ring 3, 3 Mute 4, 3 OnLine 5, 3 Hold 6",
  },
  "413c:8223": {
    callControl: "full",
    inputs:
      "5 HookSwitch 0, 5 PhoneMute 1r, 5 Redial 2r, 5 Flash 3r, 5 LineBusyTone 4r, 5 Line 5r, 5 SpeedDial 6r, 5 Reject 7",
    outputs: "5 OffHook 0, 5 Mute 1, 5 Ring 2, 5 Hold 3, 5 Microphone 4, 5 OnLine 5",
  },
  "046d:0944": {
    callControl: "inputOnly",
    inputs: "8 PhoneMute 0r, 8 HookSwitch 1",
    outputs: "8 Mute 0, 8 Line 1",
  },
  "291a:3301": {
    callControl: "full",
    inputs: "2 HookSwitch 0, 2 LineBusyTone 1, 2 PhoneMute 2r, 2 Flash 3r, 2 VoiceMail 4r, 2 SpeedDial 5r",
    outputs: "2 OffHook 0, 2 Mute 1, 2 Ring 2, 2 Hold 3, 2 Microphone 4",
  },
  "1532:????": { callControl: "inputOnly", inputs: "2 HookSwitch 0", outputs: "" },
  "046d:0a37": { callControl: "none", inputs: "", outputs: "" },
};

const headsets = devices.map((device) => ({
  ...device,
  controls: readHeadset(Buffer.from(device.descriptor, "hex")),
}));

const headset = (id: string) => {
  const found = headsets.find((device) => device.id === id);
  if (found === undefined) throw new Error(`no descriptor of ${id}`);
  return found.controls;
};

const isKey = ({ name }: Control): boolean => name.startsWith("Key");

const inShort = (controls: readonly Control[]): string =>
  controls
    .filter((control) => !isKey(control))
    .map(
      ({ reportId, name, bitOffset, type }) =>
        `${reportId} ${name} ${bitOffset}${type === "relative" ? "r" : ""}`,
    )
    .join(", ");

const lit = (id: string, ...leds: string[]): string[] =>
  encodeLeds(headset(id), new Set(leds))
    .filter((report) => report.leds.some((led) => leds.includes(led)))
    .map(({ report }) => Buffer.from(report).toString("hex"));

describe.each(headsets)("$product ($id)", ({ id, controls, samples }) => {
  it("has its keys and LEDs where its descriptor puts them", () => {
    const { callControl, inputs, outputs } = expected[id] ?? { callControl: "", inputs: "", outputs: "" };
    expect(controls.callControl).toBe(callControl);
    expect(inShort(controls.inputs)).toBe(inputs);
    expect(inShort(controls.outputs)).toBe(outputs);
    expect(controls.problems).toEqual([]);
    expect(controls.isNumbered).toBe(true);
  });

  it("says with its reports what was pressed, and nothing twice", () => {
    let state = restingState(controls);
    const told = samples.map(([report]) => {
      const decoded = decodeReport(controls, state, Buffer.from(report ?? "", "hex"));
      state = decoded.state;
      return decoded.events.map(eventText);
    });
    expect(told).toEqual(samples.map(([, event]) => (event === null ? [] : [event])));
  });

  it("has its digits in one field that rests at 0", () => {
    const keys = controls.inputs.filter(isKey);
    const { keysAt } = expected[id] ?? {};
    expect(keys.map(({ name }) => name)).toEqual(keysAt === undefined ? [] : keyPad);
    expect(
      keys.every(
        ({ reportId, bitOffset, bitSize }) => `${reportId} bit ${bitOffset}` === keysAt && bitSize === 4,
      ),
    ).toBe(true);
    expect(keys.map(({ arrayValue }) => arrayValue)).toEqual(keys.map((_, index) => index + 1));
  });
});

describe("LEDs of real headsets", () => {
  it("come together in one report of the full length on a Jabra", () => {
    expect(lit("0b0e:0307", "OffHook", "Mute", "Microphone")).toEqual(["021300"]);
    expect(lit("0b0e:0307", "Ring", "OffHook")).toEqual(["020500"]);
  });

  it("come in a report each on a Plantronics", () => {
    expect(lit("047f:c056", "OffHook", "Mute")).toEqual(["0901", "1701"]);
    expect(lit("047f:c056", "Ring")).toEqual(["1801"]);
  });

  it("are put out by the same reports", () => {
    const dark = encodeLeds(headset("047f:02ec"), new Set()).map(({ report }) => [...report]);
    expect(dark).toEqual([
      [1, 0],
      [2, 0],
      [3, 0],
      [4, 0],
      [5, 0],
    ]);
  });
});
