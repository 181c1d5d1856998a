import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { displayModelFileSchema } from "../../../src/config/displayModelFile.ts";
import { siteModel } from "../../../src/config/siteModel.ts";
import { displayDrivers } from "../../../src/drivers/displayDrivers.ts";
import type { Frame } from "../../../src/ports/displayDriver.ts";
import { Bench, cell, layout, run } from "../../drivers/display/bench.ts";
import { damaged } from "./damaged.ts";

const folder = join(import.meta.dirname, "../../../devices/displays");
const models = readdirSync(folder).map((file) =>
  displayModelFileSchema.parse(parse(readFileSync(join(folder, file), "utf8"))),
);

/** Every kind of frame that a model sends, with what its virtual sign answers. */
function talk(
  file: (typeof models)[number],
): readonly { readonly frame: Frame; readonly reply: Uint8Array }[] {
  const { model, settings } = siteModel({ settings: {} }, file);
  const driver = displayDrivers.get(model.driver);
  if (driver === undefined) throw new Error(`no driver ${model.driver}`);
  const bench = new Bench(driver.bind(model, settings));
  const show = (figure: string) => ({
    layouts: [layout("page", [cell("figure", Math.min(4, model.columns))])],
    ...{ alarms: [], page: "page", alarm: null, values: new Map([["figure", run(figure)]]) },
  });
  const frames = [...bench.drive(show("   1")), ...bench.drive(show("  42"))];
  return frames.map((frame) => ({
    frame,
    reply: Uint8Array.from(
      bench.display
        .sign()
        .feed(frame.bytes, 0)
        .flatMap((bytes) => [...bytes]),
    ),
  }));
}

/** Which frame it is, and what comes back: the right answer and worse ones. */
const answerTo = (frames: ReturnType<typeof talk>) =>
  fc.nat(frames.length - 1).chain((index) => {
    const right = frames.slice(index, index + 1).flatMap(({ frame, reply }) => [reply, frame.bytes]);
    const late = fc.tuple(fc.uint8Array({ maxLength: 20 }), damaged(fc.constantFrom(...right)));
    return fc.tuple(
      fc.constant(index),
      fc.oneof(
        damaged(fc.constantFrom(...right)),
        fc.uint8Array({ maxLength: 300 }),
        late.map(([noise, end]) => Uint8Array.from([...noise, ...end])),
      ),
    );
  });

const talks = models.map((file) => ({ id: file.id, said: talk(file) }));
const answering = talks.filter(({ said }) => said.some(({ frame }) => frame.answer !== null));

describe("the displays that answer", () => {
  it("are some of those we ship", () => expect(answering.length).toBeGreaterThan(3));

  it.each(answering)("$id: any bytes are an answer, a refusal with advice, or not enough", ({ said }) => {
    const frames = said.filter(({ frame }) => frame.answer !== null);
    fc.assert(
      fc.property(answerTo(frames), ([index, bytes]) => {
        const [one] = frames.slice(index);
        if (one === undefined) throw new Error("no such frame");
        const { frame } = one;
        const before = [...bytes];
        const verdict = frame.answer?.read(bytes);
        expect(["more", "taken", "refused"]).toContain(verdict?.kind);
        expect([...bytes]).toEqual(before);
        expect(frame.answer?.read(bytes)).toEqual(verdict);
        if (verdict?.kind !== "refused") return;
        expect(verdict.reason).not.toBe("");
        expect(verdict.advice).not.toBe("");
        // What a display says goes into a log: no control byte of it.
        expect(verdict.reason).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});
