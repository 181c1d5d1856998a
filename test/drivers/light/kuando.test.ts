import { describe, expect, it } from "vitest";
import { darkLook } from "../../../src/domain/light.ts";
import { encoded, hexOf, lightWithLamps, look, report, shippedLight } from "./lightBench.ts";

const alpha = shippedLight("kuando-busylight-alpha");
const uc = shippedLight("kuando-busylight-uc");

/** A packet with its sum, and the tail that hosts in the wild use: only the sum counts. */
function packet(steps: string, tail = "00 00 00 ff ff ff"): string {
  const start = steps.replaceAll(" ", "").padEnd(112, "0") + tail.replaceAll(" ", "");
  const sum = Buffer.from(start, "hex").reduce((total, byte) => total + byte, 0);
  return `00${start}${sum.toString(16).padStart(4, "0")}`;
}

describe("packets of the maker's document, Busylight/Kuando Box HID communication protocol 2.2", () => {
  it("are 64 bytes with a plain sum at the end", () => {
    const [red] = encoded(alpha, look(alpha, "red"));
    expect(red).toBe(`0010016400000000800000${"00".repeat(46)}000000ffffff03f2`);
    expect(red).toHaveLength(130);
  });

  it("tell colours in percent", () => {
    const [orange] = encoded(alpha, look(alpha, "#ff8000"));
    expect(orange?.slice(2, 18)).toBe("1001643200000080");
    const [faint] = encoded(alpha, look(alpha, "#010000"));
    expect(faint?.slice(2, 18)).toBe("1001010000000080");
    expect(alpha.nearest(look(alpha, "red 50%"))).toEqual(look(alpha, "#800000"));
  });

  it("flash in tenths of a second, lit as long as dark", () => {
    expect(alpha.rhythms).toEqual({ slow: { hz: 0.5 }, fast: { hz: 1 } });
    expect(encoded(alpha, look(alpha, "red slow"))[0]?.slice(2, 18)).toBe("10016400000a0a80");
    expect(encoded(alpha, look(alpha, "red fast"))[0]?.slice(2, 18)).toBe("1001640000050580");
    expect(encoded(alpha, look(alpha, "red fast"), look(alpha, "red"))).toHaveLength(1);
    expect(encoded(alpha, look(alpha, "red fast"), look(alpha, "red fast"))).toEqual([]);
  });

  it("go dark, and end every tune", () => {
    expect(encoded(alpha, darkLook(1))[0]?.slice(2, 18)).toBe("1001000000000080");
  });

  it("sound where there is a speaker", () => {
    const loud = shippedLight("kuando-busylight-alpha", { tune: "buzz", volume: 7 });
    expect(encoded(loud, look(loud, "red", "buzzer"))[0]?.slice(16, 18)).toBe("df");
    expect(encoded(alpha, look(alpha, "red", "buzzer"))[0]?.slice(16, 18)).toBe("94");
    expect(uc.nearest(look(uc, "red", "buzzer")).buzzer).toBe(false);
  });

  it("keep it alive for 15 seconds, every 8", () => {
    expect(alpha.keepAlive?.everyMs).toBe(8_000);
    expect(alpha.keepAlive && hexOf(alpha.keepAlive.frame)).toBe(`008f${"00".repeat(58)}ffffff038c`);
  });
});

describe("a Busylight in words", () => {
  it("reads a program of one step", () => {
    const frame = report(packet("10 01 64 32 00 05 05 b4"));
    expect(alpha.read(frame)).toEqual({
      name: "program",
      facts: { rgb: "#ff8000", onTenths: 5, offTenths: 5, repeat: 1, tune: "telephoneNordic", volume: 4 },
      problems: [],
    });
  });

  it("reads a program of several steps, round to its start", () => {
    const frame = report(packet(`11 02 64 00 00 05 05 00 12 01 00 00 64 0a 00 00 10 01 00 64 00 0a 00 00`));
    expect(alpha.read(frame).facts["steps"]).toEqual([
      "#ff0000, × 2, on 0.5 s, off 0.5 s, then 1",
      "#0000ff, × 1, on 1 s, off 0 s, then 2",
      "#00ff00, × 1, on 1 s, off 0 s, then 0",
    ]);
    const twin = alpha.twin();
    twin.take(frame, 0);
    expect(twin.look(0)).toEqual(look(alpha, "red fast"));
  });

  it("reads a program that ends in a step without a command, or jumps beyond the last", () => {
    expect(alpha.read(report(packet("12 01 64 00 00 00 00 80"))).facts["steps"]).toBeUndefined();
    expect(alpha.read(report(packet("17 01 64 00 00 00 00 80"))).name).toBe("program");
    const dark = alpha.twin();
    dark.take(report(packet("10 00 00 00 00 05 05 00")), 0);
    expect(dark.look(0)).toEqual(darkLook(1));
  });

  it("reads tunes without a name, and a tune that goes on", () => {
    expect(alpha.read(report(packet("10 00 64 00 00 00 00 fc"))).facts["tune"]).toBe(15);
    const twin = alpha.twin();
    twin.take(report(packet("10 00 64 00 00 00 00 b4")), 0);
    twin.take(report(packet("10 00 00 64 00 00 00 00")), 0);
    expect(twin.look(0)).toEqual(look(alpha, "green", "buzzer"));
    twin.take(report(packet("10 00 00 64 00 00 00 80")), 0);
    expect(twin.look(0)).toEqual(look(alpha, "green"));
  });

  it("says what is wrong: colours beyond 100 %, a strobe", () => {
    expect(alpha.read(report(packet("10 00 ff 00 00 00 00 80"))).problems).toEqual([
      expect.stringContaining("100 %"),
    ]);
    expect(alpha.read(report(packet("10 00 64 00 00 01 01 80"))).problems).toEqual([
      expect.stringContaining("faster"),
    ]);
    const twin = alpha.twin();
    twin.take(report(packet("10 00 ff 00 00 00 00 80")), 0);
    expect(twin.look(0)).toEqual(look(alpha, "red"));
  });

  it.each([
    ["20", "reset"],
    ["40", "bootLoader"],
  ])("warns of command %s, and the twin breaks", (code, name) => {
    const frame = report(packet(code));
    expect(alpha.read(frame)).toMatchObject({ name, problems: [expect.any(String)] });
    const twin = alpha.twin();
    twin.take(frame, 0);
    expect(twin.bricked).not.toBeNull();
  });

  it("takes nothing else for a command", () => {
    expect(alpha.read(report("00 10 00 64 00 00"))).toMatchObject({
      name: "unknown",
      problems: ["not 64 bytes"],
    });
    expect(alpha.read(report(packet("50 00")))).toMatchObject({
      name: "unknown",
      problems: ["no command 0x50"],
    });
    expect(alpha.read({ kind: "levels", levels: [] }).name).toBe("unknown");
  });
});

describe("the twin of a Busylight", () => {
  const red = report(packet("10 01 64 00 00 00 00 80"));

  it("checks the sum and not the padding", () => {
    for (const tail of ["00 00 ff ff ff ff", "00 00 00 00 0f ff", "05 04 55 ff ff ff"]) {
      const twin = alpha.twin();
      twin.take(report(packet("10 01 64 00 00 00 00 80", tail)), 0);
      expect(twin.look(0)).toEqual(look(alpha, "red"));
    }
    const twin = alpha.twin();
    const wrong = report(packet("10 01 64 00 00 00 00 80").replace(/..$/, "00"));
    twin.take(wrong, 0);
    expect(twin.look(0)).toEqual(darkLook(1));
    expect(twin.events.get("badChecksum")).toBe(1);
    expect(alpha.read(wrong).problems).toEqual([expect.stringContaining("checksum")]);
  });

  it("goes dark 28 seconds after the last packet", () => {
    const twin = alpha.twin();
    twin.take(red, 1_000);
    expect(twin.look(28_999)).toEqual(look(alpha, "red"));
    expect(twin.look(29_000)).toEqual(darkLook(1));
    expect(twin.burning(29_000)).toEqual([{ red: 0, green: 0, blue: 0 }]);
    expect(twin.events.get("timedOut")).toBe(1);
  });

  it("goes dark when the keep-alive's seconds are over, and damaged packets do not keep it", () => {
    const twin = alpha.twin();
    twin.take(red, 0);
    twin.take(report(packet("8f")), 8_000);
    twin.take(report(packet("8f").replace(/..$/, "00")), 16_000);
    expect(twin.look(22_999)).toEqual(look(alpha, "red"));
    expect(twin.look(23_000)).toEqual(darkLook(1));
    twin.take(report(packet("8f")), 24_000);
    expect(twin.look(24_000)).toEqual(darkLook(1));
  });

  it("flashes slowly by itself", () => {
    const twin = alpha.twin();
    twin.take(report(packet("10 01 64 00 00 0a 0a 80")), 0);
    expect(twin.look(0)).toEqual(look(alpha, "red slow"));
    expect([999, 1_000].map((at) => twin.burning(at)[0]?.red)).toEqual([255, 0]);
  });

  it("flashes by itself", () => {
    const twin = alpha.twin();
    twin.take(report(packet("10 01 64 00 00 05 05 80")), 100);
    expect(twin.burning(599)[0]?.red).toBe(255);
    expect(twin.burning(600)[0]?.red).toBe(0);
    expect(twin.burning(1_100)[0]?.red).toBe(255);
  });
});

describe("a model that does not fit", () => {
  it("is refused when it has more lamps, and a look without any is dark", () => {
    expect(() => lightWithLamps("kuando-busylight-alpha", 2)).toThrow(/one lamp/);
    const none = { lamps: [], buzzer: false };
    expect(alpha.frames(null, none)).toEqual(alpha.frames(null, darkLook(1)));
  });
});
