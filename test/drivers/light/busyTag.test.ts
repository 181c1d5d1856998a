import { describe, expect, it } from "vitest";
import { lookWords } from "../../../src/domain/lightWords.ts";
import { judged } from "./answers.ts";
import { between, inText, line, sent, shippedLight } from "./lightBench.ts";

const light = shippedLight("luxafor-busy-tag");
const all = (word: string): string[] => Array.from({ length: 7 }, () => word);
const say = (text: string) => line(Uint8Array.from(Buffer.from(text)));
const hex = (text: string): string => Buffer.from(text).toString("hex");

describe("busy-tag", () => {
  // Busy Tag USB CDC Command Reference: AT+SC=mask,RRGGBB; 127 is every LED.
  it("tells all LEDs in one line, and one LED by its bit", () => {
    expect(inText(sent(light, ...all("#ff8000")))).toEqual(["AT+SC=127,FF8000\r\n"]);
    expect(inText(between(light, all("off"), ["off", "off", "red", ...all("off").slice(3)]))).toEqual([
      "AT+SC=4,FF0000\r\n",
    ]);
    expect(between(light, all("red"), all("red"))).toEqual([]);
  });

  it("takes a line for each colour", () => {
    expect(inText(sent(light, "red", "blue", "red", "blue", "off", "off", "red"))).toEqual([
      "AT+SC=69,FF0000\r\n",
      "AT+SC=10,0000FF\r\n",
      "AT+SC=48,000000\r\n",
    ]);
  });

  it("waits for OK", () => {
    const [frame] = sent(light, ...all("red"));
    expect(judged(frame, "")).toBe("more");
    expect(judged(frame, hex("OK"))).toBe("more");
    expect(judged(frame, hex("OK\r\n"))).toBe("taken");
    expect(judged(frame, hex("+SC:127,FF0000\r\n"))).toBe("taken");
    expect(judged(frame, hex("+evn:PP,1\r\n"))).toBe("more");
    expect(judged(frame, hex("ERROR:-1\r\n"))).toBe('the tag refused a command: "ERROR:-1"');
    expect(
      judged(sent(shippedLight("luxafor-busy-tag", { answers: false }), ...all("red"))[0], ""),
    ).toBeNull();
  });

  it("answers as it goes, and refuses what it does not know", () => {
    const twin = light.twin();
    const [frame] = sent(light, ...all("red"));
    expect(judged(frame, twin.take(say("AT+SC=127,"), 0))).toBe("more");
    expect(judged(frame, twin.take(say("ff0000\r\n"), 0))).toBe("taken");
    expect(judged(frame, twin.take(say("AT+SC=128,FF0000\r\n"), 0))).toContain("refused");
    expect(lookWords(twin.look(0))).toEqual(all("red"));
    expect(light.read(say("AT+SC=3,0000FF\r\n"))).toEqual({
      name: "solidColour",
      facts: { leds: [1, 2], rgb: "#0000ff" },
      problems: [],
    });
    expect(light.read(say("AT+GN")).name).toBe("unknown");
    expect(light.read({ kind: "levels", levels: [] }).name).toBe("unknown");
  });
});
