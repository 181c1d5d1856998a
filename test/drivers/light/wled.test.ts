import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lookWords } from "../../../src/domain/lightWords.ts";
import { blinkHz, blinkSpeed } from "../../../src/drivers/light/wled/blink.ts";
import { lightDrivers } from "../../../src/drivers/lightDrivers.ts";
import { message, messages, told, word } from "./busLights.ts";
import { between, lookOf, sent, shippedLight } from "./lightBench.ts";

const strip = shippedLight("wled-strip");
const tower = shippedLight("wled-tower-3", { topic: "wled/desk" });

/** What a person sees after payloads on the API's topic. */
function seen(light: typeof strip, ...frames: readonly (readonly [end: string, payload: string])[]) {
  const twin = light.twin();
  const topic = light.listens[0]?.replace("/status", "") ?? "";
  for (const [end, payload] of frames) twin.take(message(`${topic}${end}`, payload), 0);
  return { words: lookWords(twin.look(0)), twin };
}

describe("WLED as it is told", () => {
  // WLED's documentation, JSON API: one message sets effect, colour and brightness together.
  it("is lit by one JSON message with effect and colour", () => {
    expect(messages(sent(strip, "red 50%"))).toEqual([
      'wled/light/api {"on":true,"bri":128,"tt":0,"seg":[{"id":0,"fx":0,"col":[[255,0,0]]}]}',
    ]);
    expect(messages(sent(strip, "off"))).toEqual(['wled/light/api {"on":false,"tt":0}']);
  });

  it("fades in tenths of a second", () => {
    const [lamp] = lookOf("green").lamps;
    const look = { lamps: lamp === undefined ? [] : [{ ...lamp, fadeMs: 1_240 }], buzzer: false };
    const [frame] = messages(strip.frames(null, strip.nearest(look)));
    expect(frame).toContain('"tt":12,');
  });

  it("blinks by itself, at a rate that is known from its source", () => {
    const [frame] = messages(sent(strip, "red fast"));
    expect(frame).toContain('{"id":0,"fx":1,"sx":207,"ix":128,"pal":0,"col":[[255,0,0],[0,0,0]]}');
    expect(messages(sent(strip, "red slow"))[0]).toContain('"sx":157');
    expect(strip.rhythms.fast?.hz).toBeCloseTo(0.994, 3);
    expect(strip.rhythms.slow?.hz).toBeCloseTo(0.4985, 3);
  });

  it("says only what changes in a tower, and all of it when it was dark", () => {
    expect(messages(between(tower, ["red", "off", "off"], ["red", "off", "green 20%"]))).toEqual([
      'wled/desk/api {"on":true,"tt":0,"seg":[{"id":2,"on":true,"bri":51,"fx":0,"col":[[0,255,0]]}]}',
    ]);
    expect(messages(between(tower, ["off"], ["off", "blue", "off"]))).toEqual([
      'wled/desk/api {"on":true,"bri":255,"tt":0,"seg":[{"id":0,"on":false},{"id":1,"on":true,"bri":255,"fx":0,"col":[[0,0,255]]},{"id":2,"on":false}]}',
    ]);
    expect(messages(between(tower, ["red", "off", "off"], ["off", "off", "off"]))).toEqual([
      'wled/desk/api {"on":false,"tt":0}',
    ]);
    expect(between(tower, ["red", "off", "off"], ["red", "off", "off"])).toEqual([]);
  });

  it("uses the segments that a site names", () => {
    const turned = shippedLight("wled-tower-3", { segments: [2, 1, 0] });
    expect(messages(between(turned, ["red", "off", "off"], ["red", "off", "blue"]))[0]).toContain('"id":0,');
    const twin = turned.twin();
    for (const frame of sent(turned, "red", "off", "off")) twin.take(frame, 0);
    expect(lookWords(twin.look(0))).toEqual(["red", "off", "off"]);
  });

  it.each([
    [{ segments: [0, 1] }, "it has 3 lamps and 2 segments"],
    [{ segments: [0, 1, 1] }, "two lamps are the same segment"],
    [{ topic: "wled/#" }, "a topic without"],
    [{ flashHz: { slow: 0.5, fast: 3 } }, "flashHz.fast"],
  ])("refuses %j", (settings, why) => {
    expect(() => shippedLight("wled-tower-3", settings)).toThrow(why);
  });
});

it("WLED has no buzzer", () => {
  const { model } = strip;
  expect(() => lightDrivers.get("wled")?.bind({ ...model, hasBuzzer: true }, {})).toThrow("no buzzer");
});

describe("WLED's own parser, in the twin", () => {
  it.each([
    ["ON", ["#ffa000 50%"]],
    ["it is on", ["#ffa000 50%"]],
    ["true", ["#ffa000 50%"]],
    ["255", ["#ffa000"]],
    ["51", ["#ffa000 20%"]],
    ["0", ["off"]],
    ["OFF", ["off"]],
  ])("%s on its topic", (payload, words) => {
    expect(seen(strip, ["", payload]).words).toEqual(words);
  });

  it("toggles at any other word with a t, and says so when it is asked in words", () => {
    const twice = seen(strip, ["", "status"], ["", "TEST"]);
    expect(twice.words).toEqual(["off"]);
    expect(twice.twin.events.get("toggled")).toBe(2);
    expect(strip.read(message("wled/light", "status"))).toEqual({
      name: "power",
      facts: { on: "toggle" },
      problems: ["it toggles: nobody knows whether the light is then on or off"],
    });
  });

  it.each([
    ["#00FF00", ["green"]],
    ["h0000ff", ["blue"]],
    ["#80FF0000", ["red"]],
    ["65535", ["cyan"]],
    ["255", ["blue"]],
  ])("%s as a colour", (payload, words) => {
    expect(seen(strip, ["", "255"], ["/col", payload]).words).toEqual(words);
  });

  it.each([
    ["A=255&R=255&G=0&B=0&FX=0", ["red"]],
    ["win&A=51&B=255", ["blue 20%"]],
    ["A=255&R=255", ["red"]],
    ["T=1", ["#ffa000 50%"]],
    ["T=2", ["#ffa000 50%"]],
    ["A=255&T=0", ["off"]],
  ])("%s as text of the HTTP API", (payload, words) => {
    expect(seen(strip, ["/api", payload]).words).toEqual(words);
  });

  it.each([
    ['{"on":"t"}', ["#ffa000 50%"]],
    ['{"bri":255,"seg":{"col":[[0,255,0]]}}', ["green"]],
    ['{"bri":255,"seg":[{"col":["FF00FF"]}]}', ["magenta"]],
    ['{"bri":255,"seg":[null,{"col":[[1,2,3]]}]}', ["#ffa000"]],
    ['{"bri":255,"seg":{"id":4,"col":[[0,255,0]]}}', ["#ffa000"]],
    ['{"bri":255,"seg":[{"on":false}]}', ["off"]],
    ['{"bri":255,"seg":[{"bri":0}]}', ["off"]],
    ['{"bri":255,"seg":[{"col":[[]]}]}', ["#ffa000"]],
    ['{"bri":255,"seg":[{"col":[[255]]}]}', ["red"]],
    ['{"bri":255,"seg":[{"col":[[9,"x",300]]}]}', ["#0900ff"]],
  ])("%s as JSON", (payload, words) => {
    expect(seen(strip, ["/api", payload]).words).toEqual(words);
  });

  it("keeps the brightness of before while it is off", () => {
    const { words, twin } = seen(strip, ["/api", '{"on":true,"bri":51}'], ["/api", '{"on":false}']);
    expect(words).toEqual(["off"]);
    twin.take(message("wled/light", "on"), 0);
    expect(lookWords(twin.look(0))).toEqual(["#ffa000 20%"]);
    twin.powerCycle();
    expect(lookWords(twin.look(0))).toEqual(["off"]);
  });

  it("stays on when it is told to be on and to have no brightness", () => {
    expect(seen(strip, ["/api", '{"bri":51}'], ["/api", '{"on":true,"bri":0}']).words).toEqual([
      "#ffa000 20%",
    ]);
  });

  it.each(["{", "[]", "nothing of this", `{"on":true,"x":"${"y".repeat(10_001)}"}`])(
    "makes nothing of %s",
    (payload) => {
      const { words, twin } = seen(strip, ["/api", payload], ["/col", "#zz"], ["/g", "255"]);
      expect(words).toEqual(["off"]);
      expect(twin.events.get("badPayload")).toBe(2);
      expect(twin.events.get("elsewhere")).toBe(1);
      expect(strip.read(message("wled/light/api", payload)).name).toBe("unknown");
    },
  );

  it("takes messages only", () => {
    const twin = strip.twin();
    expect(twin.take({ kind: "levels", levels: [true] }, 0)).toEqual([]);
    expect(twin.events.get("dropped")).toBe(1);
    expect(strip.read({ kind: "levels", levels: [true] }).name).toBe("unknown");
  });

  it("answers with brightness and colour, and tells whether it is there", () => {
    const twin = strip.twin();
    const [frame] = sent(strip, "red");
    expect(frame === undefined ? [] : told(twin.take(frame, 0))).toEqual([
      "wled/light/g 255",
      "wled/light/c #FF0000",
    ]);
    expect(told([twin.presence?.(true), twin.presence?.(false)].flatMap((one) => one ?? []))).toEqual([
      "wled/light/status online (retained)",
      "wled/light/status offline (retained)",
    ]);
    expect(twin.bricked).toBeNull();
  });

  it("burns between two colours while it fades, and in the lit half while it blinks", () => {
    const { twin } = seen(strip, ["/api", '{"on":true,"bri":255,"tt":10,"seg":[{"col":[[200,0,0]]}]}']);
    expect(twin.burning(500)).toEqual([{ red: 100, green: 0, blue: 0 }]);
    expect(twin.burning(1_500)).toEqual([{ red: 200, green: 0, blue: 0 }]);
    const [frame] = sent(strip, "blue fast");
    if (frame !== undefined) twin.take(frame, 2_000);
    expect(twin.burning(2_400)).toEqual([{ red: 0, green: 0, blue: 255 }]);
    expect(twin.burning(2_600)).toEqual([{ red: 0, green: 0, blue: 0 }]);
    expect(twin.burning(3_100)).toEqual([{ red: 0, green: 0, blue: 255 }]);
  });
});

describe("WLED in words", () => {
  it.each([
    ["/api", '{"seg":[{"fx":23}]}', "a strobe"],
    ["/api", '{"seg":[{"fx":1,"sx":240}]}', "it blinks at 2.9 Hz; 2.5 Hz is the most"],
    ["/set", "ON", "it listens to wled/light"],
  ])("warns of %s %s", (end, payload, why) => {
    expect(strip.read(message(`wled/light${end}`, payload)).problems.join()).toContain(why);
  });

  it("tells segments", () => {
    const [frame] = sent(tower, "red fast", "off", "green 20%");
    expect(frame === undefined ? null : tower.read(frame)).toEqual({
      name: "state",
      facts: {
        on: true,
        bri: 255,
        transitionMs: 0,
        segments: ["0 on #ff0000 bri 255 effect 1 speed 207", "1 off", "2 on #00ff00 bri 51 effect 0"],
      },
      problems: [],
    });
    expect(strip.read(message("wled/light/api", '{"seg":{"bri":1}}')).facts).toEqual({
      segments: ["all bri 1"],
    });
  });

  it("hears whether it is there", () => {
    const heard = ["online", "offline", "else"].map((payload) =>
      strip.hear(word("wled/light/status", payload)),
    );
    expect(heard).toEqual(["back", "away", null]);
    expect(strip.hear(word("wled/other/status", "online"))).toBeNull();
    expect(strip.hear({ kind: "bytes", bytes: Uint8Array.of(1) })).toBeNull();
  });
});

it("WLED never blinks faster than its speed allows, and a rate becomes the nearest speed", () => {
  fc.assert(
    fc.property(fc.double({ min: 0.2, max: 2.5, noNaN: true }), (hz) => {
      const speed = blinkSpeed(hz);
      expect(speed).toBeGreaterThanOrEqual(0);
      expect(Math.abs(1_000 / blinkHz(speed) - 1_000 / hz)).toBeLessThanOrEqual(10.001);
    }),
  );
});
