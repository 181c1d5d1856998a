import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HeadsetWish } from "../../../src/domain/headset.ts";
import { actText } from "../../../src/drivers/headset/checkHeadset.ts";
import {
  type HeadsetConversation,
  type HeadsetStep,
  headsetConversation,
} from "../../../src/drivers/headset/conversation.ts";
import { encodeLeds } from "../../../src/drivers/headset/encodeLeds.ts";
import { type HeadsetQuirks, usualQuirks } from "../../../src/drivers/headset/quirks.ts";
import type { HeadsetControls } from "../../../src/drivers/headset/telephony.ts";
import { realHeadset, wishAfter } from "./talk.ts";

/**
 * A headset by the book, and a world around it: what it says in answer to its LEDs takes some time and keeps its order, and
 * hands press keys now and then. It knows nothing of how the conversation works, only bits by their names.
 */
class ModelHeadset {
  at = 0;
  readonly #controls: HeadsetControls;
  readonly #isAnswering: boolean;
  hook = false;
  readonly lit = new Map<number, Uint8Array>();
  readonly #sent: { readonly at: number; readonly report: Uint8Array }[] = [];

  constructor(controls: HeadsetControls, isAnswering: boolean) {
    this.#controls = controls;
    this.#isAnswering = isAnswering;
  }

  get nextAt(): number | null {
    return this.#sent[0]?.at ?? null;
  }

  next(): Uint8Array | null {
    return this.#sent.shift()?.report ?? null;
  }

  /** A LED report arrives; Off-Hook is answered by the hook. */
  take(report: Uint8Array, delay: number): void {
    this.lit.set(report[0] ?? 0, report);
    const [control] = this.#controls.outputs.filter(({ name }) => name === "OffHook");
    if (control === undefined || control.reportId !== report[0]) return;
    const byte = report[1 + (control.bitOffset >> 3)] ?? 0;
    const wanted = ((byte >> (control.bitOffset & 7)) & 1) === 1;
    if (this.hook === wanted || !this.#isAnswering) return;
    this.hook = wanted;
    this.#say([], delay);
  }

  /** A person lifts or hangs up: the hook goes the other way. */
  pressHook(): void {
    this.hook = !this.hook;
    this.#say([], 0);
  }

  pressMute(): void {
    this.#say(["PhoneMute"], 0);
    this.#say([], 0);
  }

  #say(pressed: readonly string[], delay: number): void {
    const on = new Set([...pressed, ...(this.hook ? ["HookSwitch"] : [])]);
    const [hook] = this.#controls.inputs.filter(({ name }) => name === "HookSwitch");
    const reportId = hook?.reportId ?? 0;
    const bits = this.#controls.inputBits.get(reportId) ?? 0;
    const payload = new Uint8Array(Math.ceil(bits / 8));
    for (const control of this.#controls.inputs) {
      if (control.reportId !== reportId || !on.has(control.name)) continue;
      const place = control.bitOffset >> 3;
      payload[place] = (payload[place] ?? 0) | (1 << (control.bitOffset & 7));
    }
    const at = Math.max(this.at + delay, this.#sent.at(-1)?.at ?? 0);
    this.#sent.push({ at, report: Uint8Array.of(reportId, ...payload) });
  }
}

interface Model {
  readonly controls: HeadsetControls;
  readonly quirks: HeadsetQuirks;
  /** Answers Off-Hook with its hook. */
  readonly isAnswering: boolean;
  /** Says everything twice. */
  readonly isDoubling: boolean;
}

interface Event {
  readonly deed: Deed;
  /** How long the headset takes to answer. */
  readonly delay: number;
  /** Time that passes after it. */
  readonly gap: number;
}

type Deed =
  | { readonly kind: "host"; readonly change: Partial<HeadsetWish> }
  | { readonly kind: "hook" }
  | { readonly kind: "mute" }
  | { readonly kind: "replug" };

/** Host, headset and time together; every act is written down. */
class World {
  readonly headset: ModelHeadset;
  readonly acts: string[] = [];
  wish: HeadsetWish = { offHook: false, ringing: false, muted: false, held: false };
  #dueAt: number | null = null;
  readonly #conversation: HeadsetConversation;
  readonly #model: Model;

  constructor(model: Model) {
    const { controls, isAnswering, quirks } = model;
    this.#model = model;
    this.headset = new ModelHeadset(controls, isAnswering);
    this.#conversation = headsetConversation(controls, quirks);
    this.#follow(this.#conversation.opened(0), 0);
    this.run(1_000);
  }

  get rests(): boolean {
    return this.#dueAt === null;
  }

  do({ deed, delay, gap }: Event): void {
    const { at } = this.headset;
    if (deed.kind === "hook") this.headset.pressHook();
    else if (deed.kind === "mute") this.headset.pressMute();
    else if (deed.kind === "replug") this.#follow(this.#conversation.opened(at), delay);
    else {
      this.wish = { ...this.wish, ...deed.change };
      this.#follow(this.#conversation.want(this.wish, at), delay);
    }
    this.run(gap);
  }

  run(milliseconds: number): void {
    const until = this.headset.at + milliseconds;
    for (let events = 0; ; events++) {
      if (events > 10_000) throw new Error("it never rests");
      const [saidAt, dueAt] = [this.headset.nextAt ?? Infinity, this.#dueAt ?? Infinity];
      if (Math.min(saidAt, dueAt) > until) break;
      this.headset.at = Math.max(this.headset.at, Math.min(saidAt, dueAt));
      if (saidAt <= dueAt) this.#hear(this.headset.next());
      else this.#follow(this.#conversation.due(this.headset.at), 20);
    }
    this.headset.at = until;
  }

  #hear(report: Uint8Array | null): void {
    if (report === null) return;
    for (let times = this.#model.isDoubling ? 2 : 1; times > 0; times--)
      this.#follow(this.#conversation.report(report, this.headset.at), 20);
  }

  #follow({ reports, acts, nextAt }: HeadsetStep, delay: number): void {
    this.#dueAt = nextAt;
    for (const act of acts.map(actText)) {
      this.acts.push(act);
      this.wish = wishAfter(this.wish, act);
    }
    for (const report of reports) this.headset.take(report, delay);
  }
}

const isPersons = (act: string): boolean => act !== "foreignControl";

/** The LEDs that say this wish, by name. */
function ledsOf(
  { offHook, held, ringing, muted }: HeadsetWish,
  { holdClearsOffHook }: HeadsetQuirks,
): Set<string> {
  return new Set([
    ...(offHook && !(held && holdClearsOffHook) ? ["OffHook"] : []),
    ...(held ? ["Hold"] : []),
    ...(ringing ? ["Ring"] : []),
    ...(muted ? ["Mute", "Microphone"] : []),
  ]);
}

const models: readonly (readonly [string, Partial<HeadsetQuirks>])[] = [
  ["0b0e:0307", { muteNeedsOffHook: true }],
  ["0b0e:24c9", { muteNeedsOffHook: true }],
  ["047f:c056", { holdClearsOffHook: true, rejects: ["button", "drop", "hook0"] }],
  ["047f:02ec", { holdClearsOffHook: true, rejects: ["hook0"] }],
  ["1395:00a2", { onlineIsCall: false, offBeforeOn: true }],
  ["1395:00a9", {}],
  ["413c:8223", { rejects: ["pulse"] }],
  ["291a:3301", {}],
];

const hostDeed: fc.Arbitrary<Deed> = fc
  .record(
    { offHook: fc.boolean(), ringing: fc.boolean(), muted: fc.boolean(), held: fc.boolean() },
    { requiredKeys: [] },
  )
  .map((change) => ({ kind: "host", change }));

const personDeed: fc.Arbitrary<Deed> = fc.constantFrom({ kind: "hook" }, { kind: "mute" });
const replug: fc.Arbitrary<Deed> = fc.constant({ kind: "replug" });

const eventsOf = (deed: fc.Arbitrary<Deed>, least = 0, slowest = 120): fc.Arbitrary<Event[]> =>
  fc.array(
    fc.record({
      deed,
      delay: fc.integer({ min: 0, max: slowest }),
      gap: fc.integer({ min: least, max: 1_500 }),
    }),
    { maxLength: 25 },
  );

const runs = { numRuns: 150 };

describe.each(models)("whatever happens with %s", (id, own) => {
  const controls = realHeadset(id);
  const quirks = { ...usualQuirks, ...own };
  const usual: Model = { controls, quirks, isAnswering: true, isDoubling: false };

  it("takes no answer to the host for a person's act, however quickly the host changes its mind", () => {
    fc.assert(
      fc.property(eventsOf(fc.oneof(hostDeed, replug), 0, 400), (events) => {
        const world = new World(usual);
        for (const event of events) world.do(event);
        world.run(10_000);
        expect(world.acts).toEqual([]);
      }),
      runs,
    );
  });

  it("counts no more acts of the hook than a person did, and rests with every LED as it should be", () => {
    fc.assert(
      fc.property(eventsOf(fc.oneof(hostDeed, personDeed, replug)), fc.boolean(), (events, isAnswering) => {
        const world = new World({ ...usual, isAnswering });
        for (const event of events) world.do(event);
        world.run(10_000);
        expect(world.rests).toBe(true);
        for (const { report } of encodeLeds(controls, ledsOf(world.wish, quirks)))
          expect(world.headset.lit.get(report[0] ?? 0)).toEqual(report);
        if (!isAnswering) return;
        const presses = events.filter(({ deed }) => deed.kind === "hook").length;
        const told = world.acts.filter((act) => ["offHook", "onHook", "reject"].includes(act)).length;
        expect(told).toBeLessThanOrEqual(presses);
      }),
      runs,
    );
  });

  it("tells every press of hook and mute once, when they come one after the other", () => {
    fc.assert(
      fc.property(eventsOf(personDeed, 500), fc.boolean(), (events, isDoubling) => {
        const world = new World({ ...usual, isDoubling });
        let [isOffHook, isMuted] = [false, false];
        const expected = events.flatMap(({ deed }) => {
          if (deed.kind === "mute") {
            isMuted = isOffHook && !isMuted;
            return isOffHook ? [isMuted ? "muted" : "unmuted"] : [];
          }
          isMuted = false;
          isOffHook = !isOffHook;
          return [isOffHook ? "offHook" : "onHook"];
        });
        for (const event of events) world.do(event);
        world.run(10_000);
        expect(world.acts.filter(isPersons)).toEqual(expected);
      }),
      runs,
    );
  });

  it("answers a ringing call once for each press, bounce or not", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 4 }), (bounces) => {
        const world = new World({ ...usual, quirks: { ...quirks, rejects: [] } });
        world.do({ deed: { kind: "host", change: { ringing: true } }, delay: 0, gap: 1_000 });
        world.do({ deed: { kind: "hook" }, delay: 0, gap: 0 });
        for (const gap of bounces) {
          world.do({ deed: { kind: "hook" }, delay: 0, gap });
          world.do({ deed: { kind: "hook" }, delay: 0, gap: 0 });
        }
        world.run(10_000);
        expect(world.acts).toEqual(["offHook"]);
      }),
      runs,
    );
  });
});

describe("any bytes at any time", () => {
  const anyReport = fc.oneof(
    fc.uint8Array({ maxLength: 12 }),
    fc
      .tuple(fc.constantFrom(1, 2, 5, 8), fc.nat({ max: 255 }), fc.nat({ max: 255 }))
      .map((bytes) => Uint8Array.from(bytes)),
  );

  it.each(["0b0e:0307", "047f:c056", "1395:00a2", "413c:8223", "046d:0944", "046d:0a37", "1532:????"])(
    "are taken by %s, and leave it at rest with its LEDs right",
    (id) => {
      const controls = realHeadset(id);
      fc.assert(
        fc.property(
          fc.array(fc.tuple(anyReport, fc.integer({ min: -100, max: 700 })), { maxLength: 60 }),
          fc.constantFrom<Partial<HeadsetQuirks>>(
            {},
            { rejects: ["pulse", "hook0"] },
            { dedupeHook: true },
            { mute: "state", hook: "button" },
            { ackMs: 0, echoMs: 0, debounceMs: 0, pulseMs: 0 },
          ),
          (reports, own) => {
            const conversation = headsetConversation(controls, { ...usualQuirks, ...own });
            const image = new Map<number, Uint8Array>();
            let at = 10_000;
            let wish: HeadsetWish = { offHook: false, ringing: false, muted: false, held: false };
            const follow = ({ reports: written, acts }: HeadsetStep): void => {
              for (const act of acts) wish = wishAfter(wish, actText(act));
              for (const report of written) image.set(report[0] ?? 0, report);
            };
            follow(conversation.opened(0));
            wish = { ...wish, ringing: true };
            follow(conversation.want(wish, 5_000));
            for (const [report, gap] of reports) {
              follow(conversation.report(report, at));
              at += gap;
              if (gap % 2 === 0) follow(conversation.due(at));
            }
            const last = conversation.due(at + 10_000);
            follow(last);
            follow(conversation.due(at + 20_000));
            const rest = conversation.due(at + 30_000);
            expect(rest).toEqual({ reports: [], acts: [], nextAt: null, problems: [] });
            for (const { report } of encodeLeds(controls, ledsOf(wish, usualQuirks)))
              expect(image.get(report[0] ?? 0)).toEqual(report);
          },
        ),
        runs,
      );
    },
  );
});
