import fc from "fast-check";
import { Subject } from "rxjs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "../../src/adapters/clock/systemClock.ts";
import { type Seat, SharedLine } from "../../src/app/sharedLine.ts";
import { Fault } from "../../src/ports/fault.ts";
import type { SerialLink } from "../../src/ports/serialLink.ts";
import { openTimers, sleep } from "../../src/shared/time.ts";
import { faultOf } from "../contract/serialLinkContract.ts";
import { later } from "./busDoubles.ts";

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const clock = systemClock(() => false);
const never = new AbortController().signal;
const gone = new Fault("PORT_GONE", "the line is not there", "plug it in");

/** A physical line that says what was done with it; a millisecond a byte. */
function physicalLine() {
  const wire: number[] = [];
  const story: string[] = [];
  let present: { lose(fault: Fault): void; said: Subject<Uint8Array> } | null = null;
  let opening: Promise<void> | null = null;
  let closing: Promise<void> | null = null;
  const open = async (signal: AbortSignal): Promise<SerialLink> => {
    story.push("open");
    signal.addEventListener("abort", () => story.push("abort"));
    await opening;
    const lost = later<Fault>();
    const said = new Subject<Uint8Array>();
    let fault: Fault | null = null;
    const lose = (reason: Fault): void => {
      fault ??= reason;
      lost.resolve(reason);
      said.complete();
    };
    let turn = Promise.resolve();
    present = { lose, said };
    return {
      bytes$: said,
      lost: lost.promise,
      write(bytes) {
        const written = turn.then(async () => {
          for (const byte of bytes) {
            if (fault !== null) throw fault;
            wire.push(byte);
            await sleep(1, never);
          }
        });
        turn = written.catch(() => undefined);
        return written;
      },
      async close() {
        story.push("close");
        await closing;
        lose(new Fault("LINE_CLOSED", "closed", "nothing to do"));
      },
    };
  };
  return {
    open,
    wire,
    story,
    say: (text: string) => present?.said.next(new TextEncoder().encode(text)),
    lose: () => present?.lose(gone),
    opens: (when: Promise<void>) => {
      opening = when;
    },
    closes: (when: Promise<void>) => {
      closing = when;
    },
  };
}

const listen = (link: SerialLink) => {
  let heard = "";
  link.bytes$.subscribe((bytes) => {
    heard += new TextDecoder().decode(bytes);
  });
  return () => heard;
};

const takeTurn = (seat: Seat): Promise<void> =>
  new Promise((resolve) => {
    if (seat.turns.ask(resolve) === null) resolve();
  });

describe("a shared line", () => {
  let physical: ReturnType<typeof physicalLine>;
  let line: SharedLine;
  let seats: [Seat, Seat, Seat];

  beforeEach(() => {
    vi.useFakeTimers({
      toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance"],
    });
    physical = physicalLine();
    line = new SharedLine(physical.open, clock);
    seats = [line.join(), line.join(), line.join()];
  });

  afterEach(() => {
    expect(openTimers()).toBe(0);
    vi.useRealTimers();
  });

  it("is opened for the first and closed after the last", async () => {
    const links = [await seats[0].open(never), await seats[1].open(never)];
    await links[0]?.close();
    expect(physical.story).toEqual(["open"]);
    await links[1]?.close();
    expect(physical.story).toEqual(["open", "close"]);
    await links[1]?.close();
    expect(physical.story).toEqual(["open", "close"]);
  });

  it("is opened once for all who ask while it opens", async () => {
    const ready = later<void>();
    physical.opens(ready.promise);
    const opening = [seats[0].open(never), seats[1].open(never)];
    ready.resolve();
    const [first, second] = await Promise.all(opening);
    expect(physical.story).toEqual(["open"]);
    await first?.close();
    await second?.close();
  });

  it("gives the same fault to all who wait when it cannot be opened", async () => {
    physical.opens(Promise.reject(gone));
    const faults = await Promise.all([seats[0].open(never), seats[1].open(never)].map(faultOf));
    expect(faults).toEqual([gone, gone]);
    physical.opens(Promise.resolve());
    await (await seats[2].open(never)).close();
  });

  it("goes on opening while one still waits, and gives up when nobody does", async () => {
    const ready = later<void>();
    physical.opens(ready.promise);
    const aborts = [new AbortController(), new AbortController()] as const;
    const faults = [seats[0].open(aborts[0].signal), seats[1].open(aborts[1].signal)].map(faultOf);
    await pass(0);
    aborts[0].abort();
    expect(physical.story).toEqual(["open"]);
    aborts[1].abort();
    expect(physical.story).toEqual(["open", "abort"]);
    expect((await Promise.all(faults)).map(({ code }) => code)).toEqual(["LINE_CLOSED", "LINE_CLOSED"]);
    ready.resolve();
    await pass(0);
    expect(physical.story).toEqual(["open", "abort", "close"]);
  });

  it("is opened anew for one who came after the others had given up", async () => {
    const ready = later<void>();
    physical.opens(ready.promise);
    const abort = new AbortController();
    const fault = faultOf(seats[0].open(abort.signal));
    await pass(0);
    abort.abort();
    await fault;
    const opening = seats[1].open(never);
    physical.opens(Promise.resolve());
    ready.reject(new Error("given up"));
    const link = await opening;
    expect(physical.story).toEqual(["open", "abort", "open"]);
    await link.close();
  });

  it("is not opened for one who does not wait any more, nor harmed by one who has it", async () => {
    const abort = new AbortController();
    const link = await seats[0].open(abort.signal);
    abort.abort();
    expect((await faultOf(seats[1].open(abort.signal))).code).toBe("LINE_CLOSED");
    expect(physical.story).toEqual(["open"]);
    await link.close();
  });

  it("is closed before it is opened again, and not waited for longer than it may take", async () => {
    physical.closes(new Promise(() => undefined));
    const link = await seats[0].open(never);
    void link.close();
    let reopened: SerialLink | null = null;
    void seats[1].open(never).then((next) => {
      reopened = next;
    });
    await pass(4_999);
    expect([physical.story, reopened]).toEqual([["open", "close"], null]);
    physical.closes(Promise.resolve());
    await pass(1);
    expect(physical.story).toEqual(["open", "close", "open"]);
    await (reopened as SerialLink | null)?.close();
  });

  it("is lost for everybody at once", async () => {
    const links = [await seats[0].open(never), await seats[1].open(never)] as const;
    physical.lose();
    expect(await Promise.all(links.map(({ lost }) => lost))).toEqual([gone, gone]);
    expect(await faultOf(links[0].write(Uint8Array.of(1)))).toBe(gone);
    await Promise.all(links.map((link) => link.close()));
    expect(physical.story).toEqual(["open", "close"]);
    await (await seats[0].open(never)).close();
  });

  it("tells what it hears to the one whose turn it is or was last", async () => {
    const [first, second] = [await seats[0].open(never), await seats[1].open(never)];
    const [one, two] = [listen(first), listen(second)];
    physical.say("noise ");
    await takeTurn(seats[1]);
    physical.say("answer ");
    seats[1].turns.end(0);
    physical.say("late ");
    await takeTurn(seats[0]);
    physical.say("mine");
    seats[0].turns.end(0);
    expect([one(), two()]).toEqual(["noise mine", "answer late "]);
    await first.close();
    physical.say("to nobody");
    await second.close();
    physical.say("to nobody");
    expect([one(), two()]).toEqual(["noise mine", "answer late "]);
  });

  it("gives a turn to bytes for which nobody asked for one", async () => {
    const [first, second] = [await seats[0].open(never), await seats[1].open(never)];
    await takeTurn(seats[0]);
    const written = second.write(Uint8Array.of(2, 2));
    void first.write(Uint8Array.of(1));
    await pass(10);
    expect(physical.wire).toEqual([1]);
    seats[0].turns.end(clock.monotonic() + 10);
    await pass(10 + 2);
    await written;
    expect(physical.wire).toEqual([1, 2, 2]);
    await first.close();
    await second.close();
  });

  it("keeps the line for a frame whose display has left it, and serves the next then", async () => {
    const [first, second] = [await seats[0].open(never), await seats[1].open(never)];
    await takeTurn(seats[0]);
    const broken = faultOf(first.write(Uint8Array.of(1, 1, 1)));
    await pass(1);
    await first.close();
    seats[0].turns.end(0);
    const written = second.write(Uint8Array.of(2));
    await pass(10);
    await written;
    expect((await broken).code).toBe("LINE_CLOSED");
    expect(physical.wire).toEqual([1, 1, 1, 2]);
    await second.close();
  });

  it("never mixes the bytes of its members and serves each of them, whatever they do", async () => {
    const schedule = fc.array(
      fc.record({
        member: fc.nat(3),
        length: fc.integer({ min: 1, max: 12 }),
        pauseMs: fc.nat(20),
        afterMs: fc.nat(15),
      }),
      { maxLength: 50 },
    );
    await fc.assert(
      fc.asyncProperty(schedule, async (steps) => {
        const wires = physicalLine();
        const shared = new SharedLine(wires.open, clock);
        const members = Array.from({ length: 4 }, () => shared.join());
        const links = await Promise.all(members.map((member) => member.open(never)));
        const frames: number[][] = [];
        const sending: Promise<void>[] = [];
        for (const [id, { member, length, pauseMs, afterMs }] of steps.entries()) {
          const [seat, link] = [members[member], links[member]];
          if (seat === undefined || link === undefined) continue;
          const frame = new Array<number>(length).fill(id);
          frames.push(frame);
          const send = async (): Promise<void> => {
            await takeTurn(seat);
            await link.write(Uint8Array.from(frame));
            seat.turns.end(clock.monotonic() + pauseMs);
          };
          sending.push(send());
          await pass(afterMs);
        }
        await pass(50 * 40);
        await Promise.all(sending);
        expect(wires.wire).toEqual(frames.flat());
        await Promise.all(links.map((link) => link.close()));
      }),
      { numRuns: 50 },
    );
  });
});
