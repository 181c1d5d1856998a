import type { HeadsetWish } from "../../../src/domain/headset.ts";
import { actText } from "../../../src/drivers/headset/checkHeadset.ts";
import { type HeadsetStep, headsetConversation } from "../../../src/drivers/headset/conversation.ts";
import { type HeadsetQuirks, usualQuirks } from "../../../src/drivers/headset/quirks.ts";
import { type HeadsetControls, readHeadset } from "../../../src/drivers/headset/telephony.ts";
import { devices } from "./devices.ts";

/** A headset that has been described by a real device. */
export function realHeadset(id: string): HeadsetControls {
  const device = devices.find((one) => one.id === id);
  if (device === undefined) throw new Error(`no descriptor of ${id}`);
  return readHeadset(Buffer.from(device.descriptor, "hex"));
}

/** Acts and writes of a conversation, as short words; time passes between them, and dates are kept. */
export class Talk {
  at = 0;
  wish: HeadsetWish = { offHook: false, ringing: false, muted: false, held: false };
  readonly problems: string[] = [];
  readonly #conversation;
  #nextAt: number | null = null;

  constructor(controls: HeadsetControls, quirks: Partial<HeadsetQuirks> = {}) {
    this.#conversation = headsetConversation(controls, { ...usualQuirks, ...quirks });
  }

  /** Opened long ago, so that everything that is heard is somebody's doing. */
  static with(id: string, quirks: Partial<HeadsetQuirks> = {}): Talk {
    const talk = new Talk(realHeadset(id), quirks);
    talk.open();
    talk.pass(1_000);
    return talk;
  }

  open(): string[] {
    return this.#tell(this.#conversation.opened(this.at));
  }

  hear(...reports: string[]): string[] {
    return reports.flatMap((hex) => this.hearBytes(Buffer.from(hex, "hex")));
  }

  hearBytes(bytes: Uint8Array): string[] {
    return this.#tell(this.#conversation.report(bytes, this.at));
  }

  /** Only what is named changes. */
  want(change: Partial<HeadsetWish>): string[] {
    this.wish = { ...this.wish, ...change };
    return this.#tell(this.#conversation.want(this.wish, this.at));
  }

  pass(milliseconds: number): string[] {
    const until = this.at + milliseconds;
    const said: string[] = [];
    for (let dates = 0; this.#nextAt !== null && this.#nextAt <= until; dates++) {
      if (dates > 100) throw new Error("the conversation never rests");
      this.at = Math.max(this.at, this.#nextAt);
      said.push(...this.#tell(this.#conversation.due(this.at)));
    }
    this.at = until;
    return said;
  }

  get rests(): boolean {
    return this.#nextAt === null;
  }

  #tell({ reports, acts, nextAt, problems }: HeadsetStep): string[] {
    this.#nextAt = nextAt;
    this.problems.push(...problems);
    for (const act of acts) this.wish = wishAfter(this.wish, actText(act));
    return [...reports.map((report) => `>${Buffer.from(report).toString("hex")}`), ...acts.map(actText)];
  }
}

/** The next wish of a host that believes what it is told. */
export function wishAfter(wish: HeadsetWish, act: string): HeadsetWish {
  if (act === "offHook") return { ...wish, offHook: true, ringing: false, held: false };
  if (act === "onHook") return { ...wish, offHook: false, muted: false, held: false };
  if (act === "reject") return { ...wish, ringing: false };
  if (act === "muted") return { ...wish, muted: true };
  return act === "unmuted" ? { ...wish, muted: false } : wish;
}
