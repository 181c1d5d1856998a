import { describe, expect, it } from "vitest";
import { Talk } from "./talk.ts";

/** What an Evolve Link is told: its Off-Hook LED is bit 0, Ring bit 2, Hold bit 3 of report 2. */
const evolveLink = () => Talk.with("0b0e:0307");

describe("the light by which a headset says how it goes with a request", () => {
  it("is the Hold LED, and goes out again", () => {
    const talk = evolveLink();
    expect(talk.want({ signal: true }).join(" ")).toContain("020800");
    expect(talk.want({ signal: false }).join(" ")).toContain("020000");
  });

  it("is left to the call while there is one or one rings", () => {
    expect(evolveLink().want({ offHook: true, signal: true }).join(" ")).toContain("020100");
    expect(evolveLink().want({ ringing: true, signal: true }).join(" ")).toContain("020400");
  });
});
