import { describe, expect, it } from "vitest";
import { readTcpAddress } from "../../../src/adapters/tcp/tcpAddress.ts";

describe("the address of a serial server", () => {
  it.each([
    ["tcp://192.168.1.20:4001", { host: "192.168.1.20", port: 4001 }],
    ["tcp://moxa.floor2.local:4001/", { host: "moxa.floor2.local", port: 4001 }],
    ["127.0.0.1:0", { host: "127.0.0.1", port: 0 }],
    ["tcp://[fe80::1]:65535", { host: "fe80::1", port: 65_535 }],
  ])("%s", (text, address) => {
    expect(readTcpAddress(text)).toEqual(address);
  });

  it.each(["", "tcp://host", "host:70000", "http://host:80", "tcp://a:b@host:1", "fe80::1:4001"])(
    "refuses '%s' with an example",
    (text) => {
      expect(() => readTcpAddress(text)).toThrow(
        expect.objectContaining({
          code: "LINE_ADDRESS",
          advice: expect.stringContaining("tcp://192.168.1.20:4001"),
        }),
      );
    },
  );
});
