import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Fault } from "../../src/ports/fault.ts";
import type { LineLimits } from "../../src/ports/lineLimits.ts";
import type { OpenSerialLink, SerialLink } from "../../src/ports/serialLink.ts";
import { within } from "../../src/shared/time.ts";

/** Short waits for tests; the behaviour is the same. */
export const quickLimits: LineLimits = {
  openMs: 1_000,
  writeMarginMs: 300,
  closeMs: 500,
  watchMs: 50,
  silentMs: 300,
};

/** One kind of line with something at its far end, as the contract needs it. */
export interface LineUnderTest {
  readonly open: OpenSerialLink;
  /** All that arrived at the far end so far. */
  arrived(): Uint8Array;
  /** The far end says something. */
  say(bytes: Uint8Array): void;
  unplug(): void | Promise<void>;
  plug(): void | Promise<void>;
  /** The far end takes nothing any more; null where it cannot be brought about. */
  readonly stick: (() => void) | null;
  end(): void | Promise<void>;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Waits for something that real devices bring about in their own time; fails after three seconds. */
export async function eventually(holds: () => boolean): Promise<void> {
  const until = performance.now() + 3_000;
  while (!holds()) {
    if (performance.now() > until) throw new Error("it did not come about within 3 s");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** What a promise was rejected with. */
export async function faultOf(work: Promise<unknown>): Promise<Fault> {
  const error = await work.then(
    () => new Error("it did not fail"),
    (thrown: unknown) => thrown,
  );
  if (error instanceof Fault) return error;
  throw error;
}

const soon = <T>(work: Promise<T>): Promise<T> => within(3_000, work, () => new Error("not within 3 s"));

/** What the reconciler may rely on, whatever the line is made of. */
export function serialLinkContract(name: string, make: () => LineUnderTest | Promise<LineUnderTest>): void {
  describe(`${name} as a serial link`, () => {
    let line: LineUnderTest;
    let links: SerialLink[];

    const open = async (): Promise<SerialLink> => {
      const link = await line.open(new AbortController().signal);
      links.push(link);
      return link;
    };

    beforeEach(async () => {
      links = [];
      line = await make();
    });

    afterEach(async () => {
      for (const link of links) await link.close();
      await line.end();
    });

    it("brings every byte value in order, over several writes that do not wait for each other", async () => {
      const link = await open();
      const all = Uint8Array.from({ length: 256 }, (_, value) => value);
      await soon(Promise.all([link.write(all), link.write(bytes("then")), link.write(bytes(" this"))]));
      await eventually(() => line.arrived().length === 265);
      expect(line.arrived()).toEqual(Uint8Array.from([...all, ...bytes("then this")]));
    });

    it("hands on what the device says", async () => {
      const link = await open();
      let heard = "";
      link.bytes$.subscribe((piece) => {
        heard += new TextDecoder().decode(piece);
      });
      line.say(bytes("hello"));
      await eventually(() => heard === "hello");
      expect(heard).toBe("hello");
    });

    it("tells its loss within two seconds of unplugging, ends its bytes and refuses to write", async () => {
      const link = await open();
      let ended = false;
      link.bytes$.subscribe({ complete: () => (ended = true) });
      await line.unplug();
      const fault = await within(2_000, link.lost, () => new Error("not noticed within 2 s"));
      expect(fault).toBeInstanceOf(Fault);
      expect(fault.advice).not.toBe("");
      expect(ended).toBe(true);
      expect(await faultOf(link.write(bytes("x")))).toBe(fault);
    });

    it("cannot be opened while it is unplugged, and can be when it is back", async () => {
      const before = await open();
      await line.unplug();
      await soon(before.lost);
      await before.close();
      expect((await faultOf(line.open(new AbortController().signal))).advice).not.toBe("");
      await line.plug();
      const link = await open();
      await soon(link.write(bytes("again")));
      await eventually(() => new TextDecoder().decode(line.arrived()).endsWith("again"));
    });

    it("gives its closing as the reason of its loss, and closes twice without harm", async () => {
      const link = await open();
      await soon(link.close());
      await soon(link.close());
      expect((await soon(link.lost)).code).toBe("LINE_CLOSED");
      expect((await faultOf(link.write(bytes("x")))).code).toBe("LINE_CLOSED");
    });

    it("can be opened again at once after closing", async () => {
      await soon((await open()).close());
      const link = await open();
      await soon(link.write(bytes("next")));
      await eventually(() => line.arrived().length === 4);
    });

    it("does not open when nobody waits for it any more", async () => {
      const abort = new AbortController();
      abort.abort();
      expect((await faultOf(line.open(abort.signal))).code).toBe("LINE_CLOSED");
    });

    it("is lost when the far end takes nothing, and says so", async ({ skip }) => {
      if (line.stick === null) return skip();
      const link = await open();
      line.stick();
      let fault: Fault | null = null;
      void link.lost.then((reason) => {
        fault = reason;
      });
      const until = performance.now() + 5_000;
      while (fault === null && performance.now() < until) {
        await Promise.race([link.write(new Uint8Array(16_384)).catch(() => undefined), soon(link.lost)]);
      }
      expect((await soon(link.lost)).code).toMatch(/^LINE_(STUCK|SILENT)$/);
    });
  });
}
