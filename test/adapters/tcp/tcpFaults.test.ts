import { describe, expect, it } from "vitest";
import { tcpFault } from "../../../src/adapters/tcp/tcpFaults.ts";
import { Fault } from "../../../src/ports/fault.ts";

const named = (code: string): Error => Object.assign(new Error(`connect ${code}`), { code });

describe("what is said of a serial server that fails", () => {
  it.each([
    ["ECONNREFUSED", "LINE_REFUSED"],
    ["ENOTFOUND", "LINE_UNKNOWN_HOST"],
    ["EAI_AGAIN", "LINE_UNKNOWN_HOST"],
    ["EHOSTUNREACH", "LINE_UNREACHABLE"],
    ["ENETUNREACH", "LINE_UNREACHABLE"],
    ["ETIMEDOUT", "LINE_UNREACHABLE"],
    ["ECONNRESET", "LINE_RESET"],
    ["EPIPE", "LINE_RESET"],
    ["EOTHER", "LINE_BROKEN"],
  ])("%s is %s, with its name and advice", (code, expected) => {
    const fault = tcpFault("tcp://moxa:4001", named(code));
    expect(fault.code).toBe(expected);
    expect(fault.message).toContain("tcp://moxa:4001");
    expect(fault.advice).not.toBe("");
  });

  it("takes whatever was thrown, and leaves a Fault as it is", () => {
    const fault = new Fault("X", "x", "y");
    expect(tcpFault("moxa", fault)).toBe(fault);
    expect(tcpFault("moxa", "odd").message).toBe("moxa failed: odd");
  });
});
