import { beforeAll, describe, expect, it } from "vitest";
import type { DisplayModelFile } from "../../src/config/displayModelFile.ts";
import type { Known } from "../../src/config/siteChecks.ts";
import { displayDrivers } from "../../src/drivers/displayDrivers.ts";
import { goodSite, knownThings, siteFindings, twoRows } from "./siteBench.ts";

const PORT = "/dev/serial/by-id/usb-A";

const models: readonly DisplayModelFile[] = [
  twoRows,
  { ...twoRows, id: "amplus", driver: "amplus", serial: { ...twoRows.serial, dataBits: 8, parity: "none" } },
  { ...twoRows, id: "alcatel", driver: "alcatel", columns: 16, colours: ["red", "green", "orange"] },
  { ...twoRows, id: "mute", driver: "without-address" },
];

/** The good site with both displays on one port, each with a model and more lines of YAML. */
function shared(one: readonly [string, string], other: readonly [string, string]): string {
  const lines = ([model, more]: readonly [string, string]): string =>
    `model: ${model}\n    port: ${PORT}${more === "" ? "" : `\n    ${more}`}`;
  return goodSite
    .replace("model: two-rows\n    port: /dev/serial/by-id/usb-A", lines(one))
    .replace("model: two-rows\n    port: tcp://10.0.0.7:4001", lines(other));
}

describe("displays on one port", () => {
  let known: Known;

  beforeAll(async () => {
    const things = await knownThings();
    const drivers = new Map([...displayDrivers.entries()].map(([kind, driver]) => [kind, driver.options]));
    const alpha = displayDrivers.get("alpha");
    if (alpha === undefined) throw new Error("there is no alpha driver");
    known = {
      ...things,
      models: new Map(models.map((model) => [model.id, model])),
      checks: {
        ...things.checks,
        drivers: new Map([
          ...[...drivers].map(([kind, options]) => [kind, { options }] as const),
          ["without-address", { options: alpha.options.transform(() => ({})) }],
        ]),
        displayProblems: () => [],
      },
    };
  });

  const told = (text: string): string[] =>
    siteFindings(text, known)
      .of("error")
      .map(({ path, message, advice }) => `${path}: ${message} | ${advice}`);

  const already = `displays.1.port: '${PORT}' is already the port of displays.0`;

  it.each([
    ["two-rows", 'settings: { address: "01" }', 'settings: { address: "02" }'],
    ["amplus", "settings: { id: 1 }", "settings: { id: 2 }"],
    ["alcatel", "settings: { board: 0 }", "settings: { board: 7 }"],
  ])("are fine with addresses of their own (%s)", (model, one, other) => {
    expect(told(shared([model, one], [model, other]))).toEqual([]);
  });

  it.each([
    [
      "the same address",
      ["two-rows", 'settings: { address: "0A" }'],
      ["two-rows", 'settings: { address: "0A" }'],
      "give each a settings.address of its own: both have the text '0A'",
    ],
    [
      "the same board, which is the first where nothing is said",
      ["alcatel", ""],
      ["alcatel", "settings: { board: 0 }"],
      "give each a settings.board of its own: both have the number 0",
    ],
    [
      "an address for every sign",
      ["two-rows", 'settings: { address: "01" }'],
      ["two-rows", ""],
      "give each a settings.address of its own: that of displays.1 is for several displays",
    ],
    [
      "an address with a wildcard",
      ["two-rows", 'settings: { address: "1?" }'],
      ["two-rows", 'settings: { address: "02" }'],
      "give each a settings.address of its own: that of displays.0 is for several displays",
    ],
    [
      "the number for every sign",
      ["amplus", "settings: { id: 0 }"],
      ["amplus", "settings: { id: 2 }"],
      "give each a settings.id of its own: that of displays.0 is for several displays",
    ],
    [
      "another speed",
      ["two-rows", 'settings: { address: "01" }'],
      ["two-rows", 'settings: { address: "02" }\n    serial: { baudRate: 4800 }'],
      "displays on one line have the same serial settings: displays.0 has 9600 7E1, this one 4800 7E1",
    ],
    [
      "a parity made elsewhere",
      ["two-rows", 'settings: { address: "01" }\n    serial: { softwareParity: true }'],
      ["two-rows", 'settings: { address: "02" }'],
      "displays on one line have the same serial settings: displays.0 has 9600 7E1 with softwareParity, this one 9600 7E1",
    ],
    [
      "another language",
      ["two-rows", ""],
      ["amplus", ""],
      "displays on one line speak the same language: displays.0 has driver alpha, this one amplus",
    ],
    ["no address at all", ["mute", ""], ["mute", ""], "one line carries one display"],
  ] as const)("are refused with %s", (_, one, other, advice) => {
    expect(told(shared(one, other))).toEqual([`${already} | ${advice}`]);
  });

  it("are not judged while a model or a setting is wrong", () => {
    expect(told(shared(["two-rows", ""], ["three-rows", ""]))).toHaveLength(1);
    expect(told(shared(["two-rows", ""], ["two-rows", "settings: { address: 5 }"]))).toEqual([
      expect.stringContaining("displays.1.settings.address"),
    ]);
  });

  it("are compared with each of the others", () => {
    const three = `${shared(["two-rows", 'settings: { address: "01" }'], ["two-rows", 'settings: { address: "02" }'])}  - id: third
    model: two-rows
    port: ${PORT}
    settings: { address: "02" }
    pages:
      - lines: ["a"]
`;
    expect(told(three)).toEqual([
      `displays.2.port: '${PORT}' is already the port of displays.1 | give each a settings.address of its own: both have the text '02'`,
    ]);
  });
});
