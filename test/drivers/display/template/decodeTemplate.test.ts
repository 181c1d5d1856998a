import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linesOf, type Run, type Show } from "../../../../src/domain/glass.ts";
import { decodeTemplate, encodeTemplate } from "../../../../src/drivers/display/template/decodeTemplate.ts";
import { ascii, fixed, layout, run, seen } from "../bench.ts";
import { anyDefinition } from "./anyDefinition.ts";
import { bench, dialect, model, shown, usual, withText } from "./templateBench.ts";

const some = dialect(withText(usual));

describe("bytes in words", () => {
  it("name the frame, its address, its line, its text and whether the sum is right", () => {
    const { frames, errors } = decodeTemplate(
      ascii("\x02011CALLS   7\x0375\r\x02012AB\x0300\r"),
      model,
      some,
    );
    expect(errors).toEqual([]);
    expect(frames).toEqual([
      { name: "text", part: 0, address: 1, line: 1, texts: [[run("CALLS   7", "red")]], checksum: "ok" },
      {
        name: "text",
        part: 0,
        address: 1,
        line: 2,
        texts: [[run("AB", "red")]],
        checksum: "bad",
        hex: "02303132414203" + "30300d",
      },
    ]);
  });

  it("tell what is no frame, and where it stops being like one", () => {
    const { frames, errors } = decodeTemplate(ascii(`xyz\x02011AB\r${"?".repeat(20)}\x0201`), model, some);
    expect(frames).toEqual([]);
    expect(errors).toEqual([
      "78 79 7A 02 30 31 31 41 42 0D 3F 3F 3F 3F 3F 3F … is no frame: byte 10 is 0D, where 03 of frames.text should stand",
    ]);
    expect(decodeTemplate(ascii("\x0201"), model, some).errors).toEqual([
      "02 30 31 is no frame: the frame is not over after byte 3: {line} (1 decimal digit) of frames.text is not whole",
    ]);
  });

  it("become the same bytes again", () => {
    const texts: readonly (readonly Run[])[] = [[run("AB", "red")]];
    const bytes = encodeTemplate({ name: "text", part: 0, line: 2, texts, checksum: "ok" }, model, some);
    // The XOR of 30 31 32 41 42 03 is 33H.
    expect(shown(bytes)).toBe("\\x02012AB\\x0333\\x0D");
    expect(encodeTemplate({ name: "alarm", part: 3, texts, checksum: "none" }, model, some)).toEqual(
      new Uint8Array(),
    );
    const empty = encodeTemplate({ name: "text", part: 0, texts: [], checksum: "ok" }, model, some);
    expect(shown(empty)).toBe("\\x02011\\x0333\\x0D");
  });

  it("stay within the definition, whatever the words are", () => {
    const own = dialect(
      withText("{STX}{blink}{lines:sep=|}\r", { colours: { red: "{ESC}1" }, blink: { on: "!", off: "." } }),
    );
    const texts: readonly (readonly Run[])[] = [[run("A\u20ac\u0002B", "blue", true)]];
    const words = { name: "text", part: 0, texts, checksum: "none" } as const;
    expect(shown(encodeTemplate(words, model, own))).toBe("\\x02!A  B|\\x0D");
    expect(shown(encodeTemplate(words, model, { ...own, blink: null }))).toBe("\\x02A  B|\\x0D");
  });

  it("never make the decoder throw, and lose no frame", () => {
    const piece = fc.oneof(fc.uint8Array({ maxLength: 20 }), fc.constant(ascii("\x02011CALLS   7\x0375\r")));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const { frames } = decodeTemplate(Buffer.concat(pieces), model, some);
        for (const frame of frames)
          expect(decodeTemplate(encodeTemplate(frame, model, some), model, some).frames).toEqual([frame]);
      }),
    );
  });
});

describe("any definition", () => {
  const letter = fc.constantFrom(..."AZaz09 -:.%é<>$*|\r\n\x1b\x02\xff\u{1f4de}");
  const word = fc.string({ unit: letter, maxLength: 12 });
  const colour = fc.constantFrom("red", "green", "blue");
  const part = fc
    .record({ text: word, colour, blink: fc.boolean() })
    .map((one) => fixed(one.text, one.colour, one.blink));
  const row = fc.array(part, { maxLength: 3 });
  const shows = fc.record({ rows: fc.array(row, { maxLength: 3 }), alarm: fc.boolean() }).map(
    ({ rows, alarm }): Show => ({
      layouts: [layout("page", ...rows)],
      alarms: [layout("alarm", ...rows.toReversed())],
      page: "page",
      alarm: alarm ? "alarm" : null,
      values: new Map(),
    }),
  );

  it("brings any page to its virtual sign, and no text is ever taken for a command", () => {
    fc.assert(
      fc.property(anyDefinition, fc.array(shows, { minLength: 1, maxLength: 3 }), (settings, several) => {
        const { colours } = dialect(settings);
        const change = { colours: colours.size > 0 ? [...colours.keys()] : (["red"] as const) };
        const b = bench(settings, change);
        for (const show of several) {
          const fresh = bench(settings, change);
          const before = b.count("frames");
          const frames = b.drive(show);
          expect(b.count("frames") - before).toBe(frames.length);
          fresh.drive(show);
          expect(b.seen()).toEqual(fresh.seen());
          const { layouts, alarms, alarm } = show;
          const wanted = (alarm === null ? layouts : alarms)[0]?.rows ?? [];
          const { letters, missing } = b.display;
          const drawn = wanted.slice(0, model.rows).map((parts) =>
            parts
              .flatMap((one) => (one.kind === "fixed" ? Array.from(one.run.text) : []))
              .slice(0, model.columns)
              .map((char) =>
                letters.includes(char) || (/^[ -~]$/.test(char) && !missing.includes(char)) ? char : " ",
              )
              .join("")
              .trimEnd(),
          );
          while (drawn.length < model.rows) drawn.push("");
          expect(linesOf(b.sign.glass(b.at))).toEqual(drawn);
        }
        expect(
          ["ignored", "badChecksum", "otherLine", "otherAddress"].map((event) => b.count(event)),
        ).toEqual([0, 0, 0, 0]);
      }),
      { numRuns: 300 },
    );
  });

  it("says in words what it sends, and sends it again from these words", () => {
    fc.assert(
      fc.property(anyDefinition, shows, (settings, show) => {
        const own = dialect(settings);
        const change = { colours: own.colours.size > 0 ? [...own.colours.keys()] : (["red"] as const) };
        const b = bench(settings, change);
        for (const { bytes } of b.drive(show)) {
          const { frames, errors } = decodeTemplate(bytes, b.display.model, own);
          expect(errors).toEqual([]);
          expect(frames).toHaveLength(1);
          for (const frame of frames) expect(encodeTemplate(frame, b.display.model, own)).toEqual(bytes);
        }
        expect(seen(b.sign.glass(0))).toEqual(b.seen());
      }),
      { numRuns: 100 },
    );
  });
});
