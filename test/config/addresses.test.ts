import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readBrokerUrl } from "../../src/config/brokerUrl.ts";
import { isVolatile, portKey, readDisplayPort, readHostAndPort } from "../../src/config/displayPort.ts";

describe("a display's port", () => {
  it.each<[string, unknown]>([
    ["simulated", { kind: "simulated" }],
    ["/dev/serial/by-id/usb-A", { kind: "serial", path: "/dev/serial/by-id/usb-A" }],
    ["/dev/ttyAMA0", { kind: "serial", path: "/dev/ttyAMA0" }],
    ["/dev/pts/3", { kind: "serial", path: "/dev/pts/3" }],
    ["tcp://10.0.0.7:4001", { kind: "tcp", host: "10.0.0.7", port: 4001 }],
    ["tcp://Serial-1.Example.net:4001", { kind: "tcp", host: "serial-1.example.net", port: 4001 }],
    ["tcp://[fe80::1]:4001", { kind: "tcp", host: "fe80::1", port: 4001 }],
  ])("may be %s", (text, port) => {
    expect(readDisplayPort(text)).toEqual({ ok: true, port });
  });

  it.each<[string, string | null]>([
    ["COM3", null],
    ["ttyUSB0", null],
    ["10.0.0.7:4001", "tcp://10.0.0.7:4001"],
    ["tcp:10.0.0.7:4001", "tcp://10.0.0.7:4001"],
    ["TCP://10.0.0.7:4001/", "tcp://10.0.0.7:4001"],
    ["tcp://10.0.0.7", null],
    ["tcp://10.0.0.7:0", null],
    ["tcp://10.0.0.7:70000", null],
    ["tcp://user@host:1", null],
    ["/dev/", null],
    ["/dev/../etc/passwd", null],
    ["/dev/tty\u0000", null],
    ["", null],
  ])("may not be '%s'", (text, instead) => {
    expect(readDisplayPort(text)).toMatchObject({ ok: false, instead });
  });

  it("is the same line under the same name only", () => {
    const keyOf = (text: string): string | null => {
      const result = readDisplayPort(text);
      return result.ok ? portKey(result.port) : null;
    };
    expect(keyOf("tcp://HOST:1")).toBe(keyOf("tcp://host:1"));
    expect(keyOf("/dev/a")).not.toBe(keyOf("/dev/b"));
    expect(keyOf("simulated")).toBeNull();
  });

  it("changes at each boot when the kernel numbers it", () => {
    expect(["/dev/ttyUSB0", "/dev/ttyACM12"].every(isVolatile)).toBe(true);
    expect(
      ["/dev/ttyAMA0", "/dev/ttyS0", "/dev/serial0", "/dev/pts/3", "/dev/bandeau-wall"].some(isVolatile),
    ).toBe(false);
  });

  it("is read whatever it is", () => {
    fc.assert(fc.property(fc.string(), (text) => typeof readDisplayPort(text).ok === "boolean"));
    expect(readHostAndPort("a:1:2")).toBeNull();
  });
});

describe("the address of a broker", () => {
  it.each<[string, boolean, string]>([
    ["mqtt://broker", false, "mqtt://broker"],
    ["mqtt://Broker.example.net:1883", false, "mqtt://broker.example.net:1883"],
    ["mqtts://10.0.0.1:8883/", true, "mqtts://10.0.0.1:8883"],
    ["mqtt://[::1]:1883", false, "mqtt://[::1]:1883"],
  ])("may be %s", (text, tls, key) => {
    expect(readBrokerUrl(text)).toEqual({ ok: true, tls, key });
  });

  it.each<[string, string, string | null]>([
    ["broker", "is not the address of a broker", "mqtt://broker"],
    ["broker.lan:1883", "is not the address of a broker", "mqtt://broker.lan:1883"],
    ["", "is not the address of a broker", null],
    ["mqtt://", "is not the address of a broker", null],
    ["mqtt://a:0", "is not the address of a broker", null],
    ["mqtt://a%20b", "is not the address of a broker", null],
    ["ws://broker:9001", "begins with ws://, which this program does not speak", null],
    ["mqtt://broker/queue", "has something behind the host and port", "mqtt://broker"],
    ["mqtt://broker?x=1", "has something behind the host and port", "mqtt://broker"],
    ["mqtts://bob:hunter2@broker:8883", "must not hold a user or a password", "mqtts://broker:8883"],
    ["mqtt://@broker", "must not hold a user or a password", "mqtt://broker"],
  ])("may not be '%s'", (text, message, instead) => {
    expect(readBrokerUrl(text)).toMatchObject({ ok: false, message, instead });
  });

  it("never gives a user part back", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z0-9]{8,16}$/),
        fc.constantFrom("mqtt", "mqtts", "ws", "http"),
        (word, scheme) => {
          expect(JSON.stringify(readBrokerUrl(`${scheme}://bob:${word}@host:1`))).not.toContain(word);
        },
      ),
    );
  });
});
