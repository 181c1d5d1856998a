import { describe, expect, it } from "vitest";
import { decodeReport, eventText, restingState } from "../../../src/drivers/headset/decodeReport.ts";
import { encodeLeds } from "../../../src/drivers/headset/encodeLeds.ts";
import { readHeadset } from "../../../src/drivers/headset/telephony.ts";
import { describeUsage } from "../../../src/drivers/headset/usages.ts";

const headset = (hex: string) => readHeadset(Buffer.from(hex.replaceAll(" ", ""), "hex"));

const namesOf = (hex: string): string[] =>
  headset(hex).inputs.map(({ name, bitOffset }) => `${name} ${bitOffset}`);

/** What a list of reports says, one after the other, and what was wrong with them. */
function say(descriptor: string, ...reports: string[]) {
  const controls = headset(descriptor);
  let state = restingState(controls);
  const problems: string[] = [];
  const events = reports.map((report) => {
    const decoded = decodeReport(controls, state, Buffer.from(report, "hex"));
    state = decoded.state;
    if (decoded.problem !== null) problems.push(decoded.problem);
    return decoded.events.map(eventText).join(" ");
  });
  return { events, problems };
}

/** The begin of a headset's collection, values 0 and 1, one bit each. */
const begin = "050b 0905 a101 1500 2501 7501";

describe("the controls of a headset", () => {
  it("are live also where they are flagged constant, and padding is not", () => {
    expect(namesOf(`${begin} 0920 9501 8123 9503 8103 092f 9501 8107 c0`)).toEqual([
      "HookSwitch 0",
      "PhoneMute 4",
    ]);
  });

  it("count where the telephone is nested, or another collection in it", () => {
    expect(namesOf(`050c 0901 a101 ${begin} 0640ff 0901 a101 050b 0920 9501 8102 c0 c0 c0`)).toEqual([
      "HookSwitch 0",
    ]);
  });

  it("do not count twice where a maker mirrors them elsewhere", () => {
    const mirror = "0600ff 0901 a101 8504 050b 0920 9501 8102 c0";
    expect(
      headset(`${begin} 8502 0920 9501 8102 c0 ${mirror}`).inputs.map(({ reportId }) => reportId),
    ).toEqual([2]);
  });

  it("count once when usages are too few for the bits", () => {
    expect(namesOf(`${begin} 0920 9508 8102 c0`)).toEqual(["HookSwitch 0"]);
  });

  it("are found outside a telephone where the device has none, without its buttons and without report numbers", () => {
    const consumer =
      "050c 0901 a101 1500 2501 7501 09e9 09ea 9502 8102 050b 0920 9501 8106 092f 8102 0509 0901 8102 c0";
    const { callControl, isNumbered, inputs } = headset(consumer);
    expect(inputs.map(({ name, bitOffset, type }) => [name, bitOffset, type])).toEqual([
      ["HookSwitch", 2, "relative"],
      ["PhoneMute", 3, "absolute"],
    ]);
    expect({ callControl, isNumbered }).toEqual({ callControl: "inputOnly", isNumbered: false });
  });

  it("are none of a keyboard's, whose LEDs and keys are something else", () => {
    const keyboard = "0501 0906 a101 0507 19e0 29e7 1500 2501 7501 9508 8102 0508 1901 2909 9509 9102 c0";
    expect(headset(keyboard)).toMatchObject({ callControl: "none", inputs: [], outputs: [] });
  });

  it("have one key to refuse a call: button 7, or button 1 where there is no 7", () => {
    expect(namesOf(`${begin} 0509 1901 2907 9507 8102 c0`)).toEqual(["Reject 6"]);
    expect(namesOf(`${begin} 0509 0901 9501 8102 c0`)).toEqual(["Reject 0"]);
    expect(namesOf(`${begin} 0907 9501 8102 c0`)).toEqual(["Reject 0"]);
    expect(namesOf(`${begin} 0907 0509 0901 9501 8102 c0`)).toEqual(["Reject 0"]);
  });

  it("are not made of values wider than a number", () => {
    expect(namesOf(`${begin} 0920 7540 9501 8102 c0`)).toEqual([]);
  });

  it("tell where the descriptor is wrong", () => {
    expect(headset(`${begin} 0920 9501 8102`).problems).toEqual(["byte 18: a collection is not closed"]);
  });
});

describe("the reports of a headset", () => {
  it("begin with no number where there is none", () => {
    expect(say(`${begin} 0920 092f 9502 8102 c0`, "01", "03", "00").events).toEqual([
      "HookSwitch=1",
      "PhoneMute=1",
      "HookSwitch=0 PhoneMute=0",
    ]);
  });

  it("switch on above 0 and off below, where a relative value has a sign", () => {
    const twoButtons = `050b 0905 a101 15ff 2501 7502 092f 9501 8106 7506 8101 c0`;
    expect(say(twoButtons, "01", "00", "03", "00", "02").events).toEqual([
      "PhoneMute=1",
      "",
      "PhoneMute=0",
      "",
      "",
    ]);
  });

  it("press the reject key once, absolute or relative, with a sign or without", () => {
    const signed = `050b 0905 a101 15ff 2501 7502 0907 9501 8106 c0`;
    expect(say(signed, "01", "00").events).toEqual(["Reject!", ""]);
    expect(say(`${begin} 0907 9501 8102 c0`, "01", "01", "00", "01").events).toEqual([
      "Reject!",
      "",
      "",
      "Reject!",
    ]);
  });

  it("hold as many keys as an array has places", () => {
    const pad = "050b 0905 a101 0906 a102 19b0 29bb 1501 250c 7504 9502 8100 c0 c0";
    expect(say(pad, "02", "32", "30", "00").events).toEqual(["Key1=1", "Key2=1", "Key1=0", "Key2=0"]);
  });

  it("number the keys of an array from its least value", () => {
    const pad = "050b 0905 a101 0906 a102 19b0 29bb 1505 2510 7508 9501 8100 c0 c0";
    expect(say(pad, "05", "10", "00").events).toEqual(["Key0=1", "Key0=0 KeyPound=1", "KeyPound=0"]);
  });

  it("say nothing with a value outside its limits", () => {
    const limited = "050b 0905 a101 1500 2502 7504 0920 9501 8142 7504 8101 c0";
    expect(say(limited, "01", "0f", "02").events).toEqual(["HookSwitch=1", "", "HookSwitch=2"]);
  });

  it("have no limits where 255 was written into one byte", () => {
    expect(say("050b 0905 a101 1500 25ff 7508 0920 9501 8102 c0", "c8").events).toEqual(["HookSwitch=200"]);
  });

  it("leave what a short one lacks as it was, and say so", () => {
    const wide = `${begin} 8502 0920 9501 8102 9508 8101 092f 9501 8102 c0`;
    expect(say(wide, "020102", "0200", "02", "", "020000")).toEqual({
      events: ["HookSwitch=1 PhoneMute=1", "HookSwitch=0", "", "", "PhoneMute=0"],
      problems: [
        "the report is too short: 1 of 2 bytes behind its number",
        "the report is too short: 0 of 2 bytes behind its number",
        "the report is empty: its number is missing",
      ],
    });
    expect(say("050b 0905 a101 1500 2501 7508 9501 19b0 29b3 8100 c0", "")).toEqual({
      events: [""],
      problems: ["the report is too short: 0 of 1 bytes"],
    });
  });

  it("of a number that nobody declared say nothing", () => {
    expect(say(`${begin} 8502 0920 9501 8102 c0`, "0301").problems).toEqual([
      "input report 3 is not in the descriptor, which has 2",
    ]);
    expect(say("8502", "0201").problems).toEqual(["input report 2 is not in the descriptor, which has none"]);
    expect(say("", "01").problems).toEqual(["the descriptor has no input report"]);
  });

  it("of other numbers than the telephone's are in order and say nothing", () => {
    const two = `${begin} 8502 0920 9501 8102 8503 050c 09e9 8102 c0`;
    expect(say(two, "0301", "0201")).toEqual({ events: ["", "HookSwitch=1"], problems: [] });
  });
});

describe("the LEDs of a headset", () => {
  const written = (descriptor: string, ...lit: string[]): string[] =>
    encodeLeds(headset(descriptor), new Set(lit)).map(({ report }) => Buffer.from(report).toString("hex"));

  it("are written behind 00 where reports carry no number", () => {
    expect(written(`${begin} 0508 0917 0909 9502 9102 950e 9101 c0`, "Mute")).toEqual(["000200"]);
  });

  it("are chosen by their number where they are an array, as many as it has places", () => {
    const array = `050b 0905 a101 1501 2503 0508 0917 0909 0918 7504 9502 9100 c0`;
    expect(written(array, "Ring", "OffHook")).toEqual(["0031"]);
    expect(written(array, "Ring", "OffHook", "Mute")).toEqual(["0021"]);
  });

  it("take one bit of the second byte as well as of the first", () => {
    expect(written(`${begin} 85ff 9509 9101 0508 0917 9501 9106 c0`, "OffHook")).toEqual(["ff0002"]);
  });
});

describe("a usage for people", () => {
  it.each([
    [0x0b0020, "000B:0020 HookSwitch"],
    [0x080017, "0008:0017 OffHook"],
    [0x080001, "0008:0001 LED"],
    [0x0b00fe, "000B:00FE telephony"],
    [0xff300020, "FF30:0020 the maker's own"],
    [0x0c00e9, "000C:00E9 consumer"],
    [0x200001, "0020:0001"],
  ])("%d is %s", (usage, text) => {
    expect(describeUsage(usage)).toBe(text);
  });
});
