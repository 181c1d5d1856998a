import fc from "fast-check";
import { Subject } from "rxjs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openAmi } from "../../../src/cli/openAmi.ts";
import { Fault } from "../../../src/ports/fault.ts";
import { Secret } from "../../../src/shared/secret.ts";
import { openTimers } from "../../../src/shared/time.ts";
import { amiSource, whole } from "../../drivers/acd/ami/amiBench.ts";
import { damaged, pieces } from "./damaged.ts";

const text = (headers: Readonly<Record<string, string | number>>): string =>
  `${Object.entries(headers)
    .map(([key, value]) => `${key}: ${value}\r\n`)
    .join("")}\r\n`;

const greeting = "Asterisk Call Manager/5.0.1\r\n";
const login =
  "Response: Success\r\nActionID: 1\r\nChallenge: 154872963\r\n\r\nResponse: Success\r\nActionID: 2\r\n\r\n";
const conversation = new TextEncoder().encode(`${greeting}${login}${whole.map(text).join("")}`);

const said = fc.oneof(
  { weight: 4, arbitrary: damaged(fc.constant(conversation)) },
  damaged(fc.constant(conversation)).map((bytes) => Uint8Array.from([...conversation, ...bytes])),
  fc.uint8Array({ maxLength: 300 }),
  fc.integer({ min: 1, max: 80_000 }).map((length) => new Uint8Array(length).fill(0x41)),
  fc
    .integer({ min: 1, max: 9_000 })
    .map((length) => new TextEncoder().encode("A: aaaaaaaa\r\n".repeat(length))),
);

describe("any bytes from Asterisk", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    vi.useRealTimers();
    expect(openTimers()).toBe(0);
  });

  it("become events or a Fault that says what to do, and figures that make sense", async () => {
    await fc.assert(
      fc.asyncProperty(
        said,
        fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1 }),
        async (bytes, sizes) => {
          const bytes$ = new Subject<Uint8Array>();
          const events: string[] = [];
          const source = amiSource();
          let lose: (fault: Fault) => void = () => undefined;
          const lost = new Promise<Fault>((resolve) => {
            lose = resolve;
          });
          const opening = openAmi(
            {
              ...{ address: "pbx:5038", user: "wall", secret: new Secret("s3cret"), plain: false },
              open: async () => ({
                ...{ bytes$, lost, write: async () => undefined },
                close: async () => lose(new Fault("LINE_CLOSED", "closed", "nothing")),
              }),
              onEvent: (block) => {
                events.push(block);
                source.read(block, 1_768_208_400);
              },
            },
            new AbortController().signal,
          );
          const ended = opening.then(
            (connection) => connection.close(),
            (error: unknown) => error,
          );
          await vi.advanceTimersByTimeAsync(1);
          for (const some of pieces(bytes, sizes)) {
            bytes$.next(some);
            await vi.advanceTimersByTimeAsync(0);
          }
          await vi.advanceTimersByTimeAsync(60_000);
          const error = await ended;
          if (error !== undefined) {
            expect(error).toBeInstanceOf(Fault);
            expect(error).toMatchObject({
              code: expect.stringMatching(/^AMI_/),
              advice: expect.stringMatching(/./),
            });
          }
          for (const block of events) expect(block.length).toBeLessThan(70_000);
          for (const { now, agents } of source.queues.values())
            for (const figure of [...Object.values(now), ...Object.values(agents)])
              expect(figure === null || figure >= 0).toBe(true);
        },
      ),
    );
  });
});
