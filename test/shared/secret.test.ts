import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { Secret } from "../../src/shared/secret.ts";

describe("Secret", () => {
  it("prints as stars whichever way it is printed, and gives itself away only when asked to", () => {
    const secret = new Secret("canary");
    const printed = [`${secret}`, JSON.stringify({ secret }), inspect({ secret }), String(secret)];
    expect(printed.join(" ")).not.toContain("canary");
    expect(printed.every((text) => text.includes("***"))).toBe(true);
    expect(secret.reveal()).toBe("canary");
  });
});
