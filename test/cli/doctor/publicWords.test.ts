import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { publicWords, shortSerial } from "../../../src/cli/doctor/publicWords.ts";

const names = {
  hosts: ["broker.bloemen.example", "rpi-zaal-2"],
  users: ["kees", "wall"],
  people: ["agent-van-dijk"],
  serials: ["A50285BI"],
  home: "/root/kees",
  ordinary: ["wall"],
};
const redact = publicWords(names);

describe("words for the public", () => {
  it.each([
    [
      "no connection to broker.bloemen.example:8883: getaddrinfo ENOTFOUND broker.bloemen.example",
      "no connection to (host):8883: getaddrinfo ENOTFOUND (host)",
    ],
    ["connect ECONNREFUSED 192.168.1.5:1883", "connect ECONNREFUSED (host):1883"],
    ["connect ECONNREFUSED 127.0.0.1:1883", "connect ECONNREFUSED 127.0.0.1:1883"],
    ["connect EHOSTUNREACH fe80::1ff:fe23:4567:890a", "connect EHOSTUNREACH (host)"],
    ["tcp://moxa-7.bloemen.example:4001 is not known", "tcp://(host):4001 is not known"],
    ["mqtt://jan:geheim@elsewhere.example", "mqtt://(user)@(host)"],
    ["mqtt://localhost:1883", "mqtt://localhost:1883"],
    [
      "/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0 is not there",
      "/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_…5BI-if00-port0 is not there",
    ],
    [
      "no headset with serial number A50285BI is plugged in",
      "no headset with serial number …5BI is plugged in",
    ],
    [
      "nothing came on cc/1/flowers/acd/avaya/queue/+/stats",
      "nothing came on cc/1/(site)/acd/avaya/queue/+/stats",
    ],
    [
      "the broker does not let us write cc/1/flowers/acd/avaya/agent/4212/request",
      "the broker does not let us write cc/1/(site)/acd/avaya/agent/(agent)/request",
    ],
    ["agent-van-dijk sits at rpi-zaal-2", "(agent) sits at (host)"],
    ["/home/annelies/site.yaml and /root/kees/site.yaml", "~/site.yaml and ~/site.yaml"],
    ["write to annelies@bloemen.example", "write to (address)"],
  ])("hide what is nobody's business: %s", (said, told) => {
    expect(redact(said)).toBe(told);
  });

  it.each([
    "display wall: /dev/ttyUSB0 opens",
    "it says 2026-11-22T23:19:52Z",
    "at 10:18:00 on usb-0000:01:00.0-1.3",
    "line 3, column 12: displays.0.port",
    "bandeau devices lists what is there",
    "(046d:0a44) MQTT 3.1.1, 0.1.0",
  ])("leave alone what tells nobody anything: %s", (said) => {
    expect(redact(said)).toBe(said);
  });

  it("hide names wherever they stand alone in a sentence", () => {
    const hidden = fc.constantFrom(
      "broker.bloemen.example",
      "rpi-zaal-2",
      "kees",
      "agent-van-dijk",
      "A50285BI",
    );
    const around = fc.constantFrom("", " ", "'", '"', "(", ")", ":", ", ", "; ", "/");
    fc.assert(
      fc.property(hidden, around, around, (name, before, after) => {
        expect(redact(`x${before || " "}${name}${after || " "}y`)).not.toContain(name);
      }),
    );
  });

  it("shorten what tells devices apart", () => {
    expect(shortSerial("A50285BI")).toBe("…5BI");
    expect(shortSerial("123")).toBe("123");
  });

  it("know nobody's home where there is none", () => {
    expect(publicWords({ ...names, home: null })("/root/anna/x")).toBe("/root/anna/x");
    expect(publicWords({ ...names, home: "/" })("/etc/x")).toBe("/etc/x");
  });
});
