import { describe, expect, it } from "vitest";
import { problemLines } from "../../src/config/problemReport.ts";
import { knownThings, siteFindings } from "./siteBench.ts";

const known = await knownThings();

/** What is wrong with a site that has these seats, with the ACD's agents known unless it says otherwise. */
function told(
  seats: string,
  { agents = "{ keyFile: k }", sources = "{ acd: { agents: true } }" } = {},
): string[] {
  const text = `version: 1
site: here
node: island-1
broker: { urls: ["mqtt://127.0.0.1"] }
sources: ${sources}
queues: {}
agents: ${agents}
seats: ${seats}
`;
  const findings = siteFindings(text, known);
  return problemLines([...findings.of("error"), ...findings.of("warning")]).map((line) =>
    line.trim().replaceAll(/ +/g, " "),
  );
}

const seat = (rest: string): string => `[{ id: p1, ${rest} }]`;
const fixed = 'agent: { id: "4212" }';

describe("seats of a site", () => {
  it.each([
    ["the only headset there is", fixed],
    ["a serial number", `${fixed}, headset: { serial: A1 }`],
    ["a socket", `${fixed}, headset: { usbPort: usb-0000:01:00.0-1.3 }`],
    ["a model", `${fixed}, headset: { model: jabra }`],
    ["a twin", `${fixed}, headset: { port: "tcp://127.0.0.1:4000" }`],
    ["a simulated one", `${fixed}, headset: { port: simulated }`],
    ["a telephone", 'agent: { extension: "2014" }'],
    ["a login", "agent: { login: true }, wrapUpSeconds: 10, onUnplug: { notReadyAfterSeconds: 5 }"],
  ])("may have %s", (_, rest) => {
    expect(told(seat(rest))).toEqual([]);
  });

  it("may give every gesture a meaning", () => {
    const gestures =
      "{ flashLong: { do: notReady, reason: { code: '3', class: break } }, doubleMute: callSupervisor, redial: ready }";
    expect(told(seat(fixed), { agents: `{ keyFile: k, gestures: ${gestures} }` })).toEqual([]);
  });

  it.each([
    [
      "no such model",
      seat(`${fixed}, headset: { model: jabro }`),
      "there is no headset model 'jabro'; did you mean 'jabra'?",
    ],
    [
      "a serial line",
      seat(`${fixed}, headset: { port: /dev/ttyUSB0 }`),
      "'/dev/ttyUSB0' is no port of a headset",
    ],
    [
      "half an address",
      seat(`${fixed}, headset: { port: "127.0.0.1:4000" }`),
      "write instead tcp://127.0.0.1:4000",
    ],
    ["no address", seat(`${fixed}, headset: { port: "tcp://x" }`), "'tcp://x' is no port of a headset"],
    [
      "a port and a serial number",
      seat(`${fixed}, headset: { port: simulated, serial: A }`),
      "a headset with a port has neither serial nor usbPort",
    ],
    [
      "one id for two",
      `[{ id: p1, headset: { serial: A }, ${fixed} }, { id: p1, agent: { id: "2" } }]`,
      "the id 'p1' is already that of seats.0",
    ],
    [
      "one headset for two",
      `[{ id: p1, ${fixed} }, { id: p2, agent: { id: "2" } }]`,
      "the same headset as that of seats.0",
    ],
    [
      "one twin for two",
      `[{ id: p1, headset: { port: "tcp://h:1" }, ${fixed} }, { id: p2, headset: { port: "tcp://h:1", model: jabra }, agent: { id: "2" } }]`,
      "the same headset as that of seats.0",
    ],
    [
      "one agent for two",
      `[{ id: p1, ${fixed} }, { id: p2, headset: { serial: B }, ${fixed} }]`,
      "the same agent as at another seat, seats.0",
    ],
    ["an unknown gesture's meaning", seat(`${fixed}, gestures: {}`), "unknown key 'gestures'"],
  ])("are refused with %s", (_, seats, message) => {
    expect(told(seats).join("\n")).toContain(message);
  });

  it.each([
    ["a key", { agents: "{}" }, "'keyFile' is missing"],
    ["agents of the ACD", { sources: "{ acd: {} }" }, "the seats need to know this ACD's agents"],
    [
      "the choice of an ACD",
      { sources: "{ a: { agents: true }, b: {} }" },
      "'source' is missing: there are several ACDs",
    ],
    [
      "an ACD that exists",
      { agents: "{ keyFile: k, source: acb }" },
      "there is no source 'acb'; did you mean 'acd'?",
    ],
    ["an ACD", { sources: "{}" }, "there is no source ''"],
  ])("need %s", (_, site, message) => {
    expect(told(seat(fixed), site).join("\n")).toContain(message);
  });

  it("need no key where agents go by their ids, and no agents of the ACD where the seat decides", () => {
    expect(
      told(seat(fixed), { agents: "{ authority: seat, pseudonyms: none }", sources: "{ acd: {} }" }),
    ).toEqual([]);
  });

  it("need the ACD's agents to follow a telephone, whoever decides", () => {
    const agents = "{ authority: seat, keyFile: k }";
    expect(told(seat('agent: { extension: "1" }'), { agents, sources: "{ acd: {} }" }).join()).toContain(
      "the seats need to know this ACD's agents",
    );
  });

  it("may not be missing beside missing displays", () => {
    expect(told("[]").join()).toContain("there are neither displays nor seats nor lights");
  });

  it("share no name with a display", () => {
    const display =
      "[]\ndisplays: [{ id: p1-headset, model: two-rows, port: simulated, pages: [{ lines: [hello] }] }]";
    expect(told(`[{ id: p1, ${fixed} }]`.replace(/$/, display.slice(2))).join()).toContain(
      "'p1-headset', the name of its headset, is already that of displays.0",
    );
  });

  it("are checked as far as they can be when something else is wrong", () => {
    expect(told(seat(`${fixed}, headset: { model: x }`), { agents: "7", sources: "7" }).join()).toContain(
      "there is no headset model 'x'",
    );
  });
});
