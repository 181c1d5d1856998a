import { describe, expect, it } from "vitest";
import { readReportDescriptor } from "../../../src/drivers/headset/reportDescriptor.ts";
import { usageAt, usageText } from "../../../src/drivers/headset/reportField.ts";

const read = (hex: string) => readReportDescriptor(Buffer.from(hex.replaceAll(" ", ""), "hex"));

const usagesOf = (hex: string): string[][] =>
  read(hex).fields.map(({ usages }) =>
    usages.map(({ first, last }) =>
      first === last ? usageText(first) : `${usageText(first)}-${usageText(last)}`,
    ),
  );

const problemsOf = (hex: string): string[] =>
  read(hex).problems.map(({ at, message }) => `${at}: ${message}`);

describe("a report descriptor", () => {
  it("gives a usage the page that is in force at the main item", () => {
    expect(usagesOf("050b 0907 0509 0909 7501 9502 8102")).toEqual([["0009:0007", "0009:0009"]]);
  });

  it("leaves a usage of four bytes its own page, and a range too", () => {
    expect(usagesOf("050c 0b20000b00 7501 9501 8102")).toEqual([["000B:0020"]]);
    expect(usagesOf("050c 1bb0000b00 2bbb000b00 7504 9501 8100")).toEqual([["000B:00B0-000B:00BB"]]);
    expect(usagesOf("050c 19b0 2bbb000b00 7504 9501 8100")).toEqual([["000B:00B0-000B:00BB"]]);
  });

  it("takes a range of two-byte usages, its end first or last", () => {
    expect(usagesOf("0600ff 1afb00 2afd01 7501 9501 8102")).toEqual([["FF00:00FB-FF00:01FD"]]);
    expect(usagesOf("050b 29bb 19b0 7504 9501 8100")).toEqual([["000B:00B0-000B:00BB"]]);
  });

  it("takes the first of several usages between delimiters", () => {
    expect(usagesOf("050b a901 0920 0921 a900 092f 7501 9502 8102")).toEqual([["000B:0020", "000B:002F"]]);
  });

  it("skips long items whatever they hold", () => {
    expect(usagesOf("050b fe03f1810920 0920 7501 9501 8102")).toEqual([["000B:0020"]]);
  });

  it("puts the globals away and takes them back", () => {
    const [first, second] = read("050b 7501 9501 a4 050c 7508 0930 8102 b4 0920 8102").fields;
    expect(first).toMatchObject({ bitOffset: 0, bitSize: 8 });
    expect(second).toMatchObject({ bitOffset: 8, bitSize: 1, usages: [{ first: 0x0b0020, last: 0x0b0020 }] });
  });

  it("counts the bits of each report and direction by itself, also when a report comes back later", () => {
    const { fields, reports, isNumbered } = read(
      "7501 9503 8501 8102 8502 8102 9102 8501 8102 b102 75059501 8102",
    );
    expect(isNumbered).toBe(true);
    expect(fields.map(({ kind, reportId, bitOffset }) => [kind, reportId, bitOffset])).toEqual([
      ["input", 1, 0],
      ["input", 2, 0],
      ["output", 2, 0],
      ["input", 1, 3],
      ["feature", 1, 0],
      ["input", 1, 6],
    ]);
    expect(reports).toContainEqual({ kind: "input", reportId: 1, bits: 11 });
  });

  it("reads the flags, and limits with their sign", () => {
    const [field] = read("15ff 2501 7502 9501 8107").fields;
    expect(field).toMatchObject({
      isArray: false,
      isConstant: true,
      isRelative: true,
      logicalMin: -1,
      logicalMax: 1,
    });
    expect(read("1601f0 27ffff0000 7510 9501 8100").fields[0]).toMatchObject({
      isArray: true,
      logicalMin: -4095,
      logicalMax: 65535,
    });
    expect(read("14 25ff 7508 9501 8102").fields[0]).toMatchObject({ logicalMin: 0, logicalMax: -1 });
  });

  it("knows of every collection around a field", () => {
    const [field] = read("050b 0905 a101 0600ff 0901 a101 7501 9501 8102 c0 c0").fields;
    expect(field?.collection).toMatchObject({ usage: 0xff000001, parent: { usage: 0x0b0005, parent: null } });
    expect(read("a100 7501 9501 8102 c0").fields[0]?.collection).toEqual({ usage: 0, parent: null });
  });

  it("has no usage behind the end of its list", () => {
    expect(
      usageAt(
        [
          { first: 1, last: 2 },
          { first: 9, last: 9 },
        ],
        2,
      ),
    ).toBe(9);
    expect(usageAt([{ first: 1, last: 2 }], 2)).toBeNull();
  });
});

describe("a report descriptor that is not in order", () => {
  it.each([
    ["c0", "0: the end of a collection that was not begun"],
    ["b4", "0: a pop without a push"],
    ["a101", "2: a collection is not closed"],
    ["050b 09", "2: the last item is cut off: bytes are missing at the end"],
    ["050b fe0500", "2: the last item is cut off: bytes are missing at the end"],
    ["050b fe", "2: the last item is cut off: bytes are missing at the end"],
    ["8500", "0: 0 is no report number: it is 1 to 255"],
    ["860001", "0: 256 is no report number: it is 1 to 255"],
    ["0c", "0: an item of no known type"],
    ["d0", "0: a main item that is not defined"],
    ["29b0 19bb", "2: a range of usages that ends before it begins"],
    ["a900", "0: delimiters that do not match"],
    ["a901 a901", "2: delimiters that do not match"],
  ])("%s is told with its place", (hex, problem) => {
    expect(problemsOf(hex)).toEqual([problem]);
  });

  it("leaves out fields before the first report number, which belong to no report", () => {
    const { fields, problems } = read("050b 0920 7501 9501 8102 8502 092f 8102");
    expect(fields.map(({ reportId }) => reportId)).toEqual([2]);
    expect(problems[0]?.message).toMatch(/belong to no report/);
  });

  it("leaves out a report that is too long, and keeps the others", () => {
    const { reports, problems } = read("8501 7501 9508 8102 8502 7520 970000ffff 8102");
    expect(reports.map(({ reportId }) => reportId)).toEqual([1]);
    expect(problems[0]?.message).toBe("input report 2 is longer than 8192 bits and is left out");
  });

  it("takes no field without size or count", () => {
    expect(read("050b 0920 9508 8102 9500 7501 8102").fields).toEqual([]);
  });

  it("is read no further than Linux reads it", () => {
    const { problems } = readReportDescriptor(new Uint8Array(5_000).fill(0xa4));
    expect(problems).toEqual([{ at: 4_096, message: "only the first 4096 bytes are read" }]);
  });

  it("ignores globals and locals that say nothing about bits", () => {
    expect(problemsOf("3500 4501 5500 6500 3901 7901")).toEqual([]);
  });
});
