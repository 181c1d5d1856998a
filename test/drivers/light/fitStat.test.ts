import { describe, expect, it } from "vitest";
import { lookWords } from "../../../src/domain/lightWords.ts";
import { between, inText, line, sent, shippedLight } from "./lightBench.ts";

const light = shippedLight("fit-statusb");
const say = (text: string) => line(Uint8Array.from(Buffer.from(text)));

describe("fit-statusb", () => {
  // fit-PC wiki: #RRGGBB, and B#RRGGBB-tttt… for a sequence; each line ends in LF.
  it("writes a colour as text", () => {
    expect(inText(sent(light, "#ff8000"))).toEqual(["#FF8000\n"]);
    expect(inText(sent(light, "off"))).toEqual(["#000000\n"]);
    expect(inText(sent(light, "red 20%"))).toEqual(["#330000\n"]);
    expect(between(light, ["red"], ["red"])).toEqual([]);
  });

  it("flashes by sequences of known times", () => {
    expect(light.rhythms).toEqual({ slow: { hz: 0.5 }, fast: { hz: 1 } });
    expect(inText(sent(light, "red fast"))).toEqual(["B#FF0000-0500#000000-0500\n"]);
    expect(inText(sent(light, "#ff8000 slow"))).toEqual(["B#FF8000-1000#000000-1000\n"]);
    const quick = shippedLight("fit-statusb", { flashHz: { fast: 2.5 } });
    expect(inText(sent(quick, "red fast"))).toEqual(["B#FF0000-0200#000000-0200\n"]);
    expect(() => shippedLight("fit-statusb", { flashHz: { slow: 2, fast: 1 } })).toThrow(/slower than fast/);
  });

  it("sets how long it fades once after each connection, where a site says so", () => {
    const hard = shippedLight("fit-statusb", { fadeMs: 1 });
    expect(inText(sent(hard, "red"))).toEqual(["F0001\n", "#FF0000\n"]);
    expect(inText(between(hard, ["red"], ["blue"]))).toEqual(["#0000FF\n"]);
  });

  it("hears a line in pieces, and the rest of another", () => {
    const twin = light.twin();
    for (const piece of ["#FF", "80", "00\n#00", "00F"]) twin.take(say(piece), 0);
    expect(lookWords(twin.look(0))).toEqual(["amber"]);
    twin.take(say("F\r\n"), 0);
    expect(lookWords(twin.look(0))).toEqual(["blue"]);
    twin.take(say("#00"), 0);
    twin.powerCycle();
    twin.take(say("#00FF00\n"), 0);
    expect(lookWords(twin.look(0))).toEqual(["green"]);
  });

  it("tells sequences as what a person sees", () => {
    const twin = light.twin();
    const shown = (text: string): readonly string[] => {
      twin.take(say(text), 0);
      return lookWords(twin.look(0));
    };
    expect(shown("B#FF0000\n")).toEqual(["red"]);
    expect(shown("B#FF0000-1500#000000-0500\n")).toEqual(["red slow"]);
    expect(shown("B#000000-0400#0000FF-0400\n")).toEqual(["blue fast"]);
    expect(shown("B#000000-0400\n")).toEqual(["off"]);
    expect(light.read(say("B#FF0000-0100#000000-0100\n")).problems).toEqual([
      "it flashes faster than 2.5 times a second",
    ]);
  });

  it.each(["F0001\n", "?\n", "G\n"])("takes %j without changing", (text) => {
    const twin = light.twin();
    twin.take(say(`#FF0000\n${text}`), 0);
    expect(lookWords(twin.look(0))).toEqual(["red"]);
    expect(light.read(say(text)).problems).toEqual([]);
  });

  it("is broken by P, which waits for firmware", () => {
    const twin = light.twin();
    expect(light.read(say("P\n")).problems[0]).toContain("never send");
    twin.take(say("P\n"), 0);
    expect(twin.bricked).toContain("firmware");
  });

  it("drops what is no command, however long it is", () => {
    const twin = light.twin();
    twin.take(say("x".repeat(2_000)), 0);
    twin.take(say("\n#FF0000\n"), 0);
    expect(lookWords(twin.look(0))).toEqual(["red"]);
    expect(twin.events.get("dropped")).toBe(2);
    expect(light.read(say("#FF80\n")).name).toBe("unknown");
    expect(light.read({ kind: "message", topic: "t", payload: "" }).name).toBe("unknown");
    expect(light.read(say("#FF0000\n#00FF00\n"))).toEqual({
      name: "several",
      facts: { commands: ["colour #FF0000", "colour #00FF00"] },
      problems: [],
    });
  });
});
