import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { HeadsetWish } from "../../../src/domain/headset.ts";
import { actText } from "../../../src/drivers/headset/checkHeadset.ts";
import { type HeadsetStep, headsetConversation } from "../../../src/drivers/headset/conversation.ts";
import { telephoneMode } from "../../../src/drivers/headset/gnMode.ts";
import { type HeadsetQuirks, headsetFileSchema, quirksFor } from "../../../src/drivers/headset/quirks.ts";
import { readHeadset } from "../../../src/drivers/headset/telephony.ts";
import type { HidLink } from "../../../src/ports/hid.ts";
import { after, monotonicMs } from "../../../src/shared/time.ts";
import type { HeadsetTwin } from "../../../src/simulated/headsetTwin.ts";
import { wishAfter } from "../../drivers/headset/talk.ts";

const folder = join(import.meta.dirname, "../../../devices/headsets");

const files = readdirSync(folder).map((name) =>
  headsetFileSchema.parse(parse(readFileSync(join(folder, name), "utf8"))),
);

/** The least that a program does with a headset: it believes what it is told, and keeps the conversation's dates. */
export class Host {
  readonly acts: string[] = [];
  readonly problems: string[] = [];
  readonly quirks: HeadsetQuirks;
  wish: HeadsetWish = { offHook: false, ringing: false, muted: false, held: false };
  readonly #conversation;
  readonly #twin: HeadsetTwin;
  #link: HidLink;
  #cancel: () => void = () => undefined;

  constructor(twin: HeadsetTwin) {
    this.#twin = twin;
    this.quirks = quirksFor(twin.info, files).quirks;
    this.#conversation = headsetConversation(readHeadset(twin.info.descriptor), this.quirks);
    this.#link = this.#connect();
  }

  /** Plugged in again. */
  reconnect(): void {
    this.#link = this.#connect();
  }

  want(change: Partial<HeadsetWish>): void {
    if (change.ringing === true || change.offHook === true) this.#asTelephone();
    this.wish = { ...this.wish, ...change };
    this.#do(this.#conversation.want(this.wish, monotonicMs()));
  }

  async close(): Promise<void> {
    this.#cancel();
    await this.#link.close();
  }

  #connect(): HidLink {
    const link = this.#twin.connect();
    link.reports$.subscribe((report) => this.#do(this.#conversation.report(report, monotonicMs())));
    this.#link = link;
    this.#asTelephone();
    this.#do(this.#conversation.opened(monotonicMs()));
    return link;
  }

  #asTelephone(): void {
    const report = telephoneMode(this.#twin.info.descriptor, this.quirks);
    if (report !== null) void this.#link.sendFeature(report).catch(() => undefined);
  }

  #do(step: HeadsetStep): void {
    for (const report of step.reports) void this.#link.write(report).catch(() => undefined);
    this.problems.push(...step.problems);
    for (const act of step.acts.map(actText)) {
      this.acts.push(act);
      this.wish = wishAfter(this.wish, act);
    }
    this.#cancel();
    const { nextAt } = step;
    if (nextAt === null) return;
    this.#cancel = after(Math.max(0, nextAt - monotonicMs()), () =>
      this.#do(this.#conversation.due(Math.max(nextAt, monotonicMs()))),
    );
  }
}
