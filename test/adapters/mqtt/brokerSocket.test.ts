import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseBrokerUrl } from "../../../src/adapters/mqtt/brokerSocket.ts";
import { Fault } from "../../../src/ports/fault.ts";

describe("parseBrokerUrl", () => {
  it.each([
    ["mqtt://broker", { host: "broker", port: 1883, secure: false, where: "broker:1883" }],
    [
      "mqtts://broker.example",
      { host: "broker.example", port: 8883, secure: true, where: "broker.example:8883" },
    ],
    [
      "mqtt://192.168.1.9:2883",
      { host: "192.168.1.9", port: 2883, secure: false, where: "192.168.1.9:2883" },
    ],
    ["mqtts://[fe80::1]:8884", { host: "fe80::1", port: 8884, secure: true, where: "[fe80::1]:8884" }],
  ])("reads %s", (url, address) => {
    expect(parseBrokerUrl(url)).toEqual(address);
  });

  it.each([
    "",
    "broker:1883",
    "http://broker",
    "ws://broker",
    "mqtt://",
    "mqtt://user@broker",
    "mqtt://:pw@broker",
  ])("refuses %j", (url) => {
    expect(() => parseBrokerUrl(url)).toThrow(Fault);
  });

  it("never repeats a password", () => {
    expect(() => parseBrokerUrl("mqtt://user:hush@broker")).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining("hush") }),
    );
  });

  it("gives an address or a Fault, whatever it reads", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl({ validSchemes: ["mqtt", "mqtts"] })), (url) => {
        try {
          expect(parseBrokerUrl(url).host).not.toBe("");
        } catch (error) {
          expect(error).toBeInstanceOf(Fault);
        }
      }),
    );
  });
});
