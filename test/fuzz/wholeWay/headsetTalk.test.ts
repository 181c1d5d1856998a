import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readHeadset } from "../../../src/drivers/headset/telephony.ts";
import { devices } from "../../drivers/headset/devices.ts";
import { Talk } from "../../drivers/headset/talk.ts";
import { damaged } from "./damaged.ts";

const real = devices.map(({ descriptor }) => Uint8Array.from(Buffer.from(descriptor, "hex")));
const descriptor = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...real) },
  damaged(fc.constantFrom(...real)),
  fc.uint8Array({ maxLength: 120 }),
);
const report = fc
  .tuple(fc.nat(12), fc.uint8Array({ maxLength: 70 }))
  .map(([id, bits]) => Uint8Array.of(id, ...bits));
const event = fc.oneof(
  { weight: 4, arbitrary: report.map((bytes) => ({ kind: "report" as const, bytes })) },
  fc.uint8Array({ maxLength: 5 }).map((bytes) => ({ kind: "report" as const, bytes })),
  fc.record({
    kind: fc.constant("wish" as const),
    wish: fc.record({
      ...{ offHook: fc.boolean(), ringing: fc.boolean(), muted: fc.boolean(), held: fc.boolean() },
    }),
  }),
  fc.integer({ min: 0, max: 20_000 }).map((ms) => ({ kind: "pass" as const, ms })),
  fc.constant({ kind: "open" as const }),
);
/** What a host writes for one event: each LED report once or twice, and rings. */
const MOST_SAID = 60;

describe("a talk with any device", () => {
  it("never throws, comes to rest, and says no more than a few things at once", () => {
    fc.assert(
      fc.property(descriptor, fc.array(event, { maxLength: 25 }), (bytes, events) => {
        const talk = new Talk(readHeadset(bytes));
        talk.open();
        for (const one of events) {
          const said =
            one.kind === "report"
              ? talk.hearBytes(one.bytes)
              : one.kind === "wish"
                ? talk.want(one.wish)
                : one.kind === "pass"
                  ? talk.pass(one.ms)
                  : talk.open();
          expect(said.length).toBeLessThanOrEqual(MOST_SAID);
        }
        talk.pass(120_000);
        talk.want({ offHook: false, ringing: false, muted: false, held: false });
        talk.pass(120_000);
        expect(talk.rests).toBe(true);
        expect(talk.problems.length).toBeLessThanOrEqual(events.length + 5);
      }),
    );
  });
});
