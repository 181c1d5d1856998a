import type { HeadsetAct, HeadsetWish } from "../domain/headset.ts";
import { actText } from "../drivers/headset/checkHeadset.ts";
import {
  type HeadsetConversation,
  type HeadsetStep,
  headsetConversation,
} from "../drivers/headset/conversation.ts";
import { decodeReport, eventText, type HeadsetState, restingState } from "../drivers/headset/decodeReport.ts";
import { telephoneMode } from "../drivers/headset/gnMode.ts";
import { type HeadsetFile, quirksFor } from "../drivers/headset/quirks.ts";
import { readBits } from "../drivers/headset/reportBits.ts";
import { type HeadsetControls, readHeadset } from "../drivers/headset/telephony.ts";
import { Fault, reasonOf } from "../ports/fault.ts";
import type { HidLink } from "../ports/hid.ts";
import { after, monotonicMs } from "../shared/time.ts";
import type { HeadsetPort, NamedHeadset } from "./headsetPort.ts";
import { hexOf } from "./hexBytes.ts";
import { exitCodes, type Terminal } from "./terminal.ts";
import { typedLines } from "./typedLines.ts";

export interface HeadsetWatchOptions extends HeadsetPort {
  /** Answers it as the daemon does, and takes words on stdin; else it is only listened to. */
  readonly answer: boolean;
  readonly json: boolean;
}

export interface HeadsetWatchInput {
  readonly open: (port: HeadsetPort, signal: AbortSignal) => Promise<NamedHeadset>;
  readonly families: () => Promise<readonly HeadsetFile[]>;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly signal: AbortSignal;
}

/** What is told of a headset, one thing a line. */
type Told =
  | { readonly headset: string; readonly model: string; readonly callControl: string }
  | { readonly heard: string; readonly events: readonly string[] }
  | { readonly act: string }
  | { readonly wrote: string; readonly lit: readonly string[] }
  | { readonly problem: string };

const dump = (hex: string): string => hex.replaceAll(/(..)(?=.)/g, "$1 ");

function textOf(told: Told): string {
  if ("headset" in told) return `${told.headset}, as ${told.model}; call control: ${told.callControl}`;
  if ("heard" in told) return `heard  ${dump(told.heard)}  ${told.events.join(" ") || "nothing new"}`;
  if ("wrote" in told) return `wrote  ${dump(told.wrote)}  ${told.lit.join(" ") || "dark"}`;
  return "act" in told ? `means  ${told.act}` : `note   ${told.problem}`;
}

/** The LEDs that a report lights. */
function litBy({ outputs }: HeadsetControls, report: Uint8Array): string[] {
  const isLit = (offset: number, size: number): boolean =>
    (readBits(report.subarray(1), offset, size) ?? 0) !== 0;
  return outputs
    .filter(({ reportId, bitOffset, bitSize }) => reportId === report[0] && isLit(bitOffset, bitSize))
    .map(({ name }) => name);
}

/** What a person may type while the headset is answered, and what it makes of the call. */
const words: Readonly<Record<string, Partial<HeadsetWish>>> = {
  ring: { ringing: true },
  silence: { ringing: false },
  call: { offHook: true, ringing: false },
  end: { offHook: false, ringing: false, muted: false, held: false },
  mute: { muted: true },
  unmute: { muted: false },
  hold: { held: true },
  resume: { held: false },
};

/** How things are after what the person did. */
function wishAfter(wish: HeadsetWish, act: HeadsetAct): HeadsetWish {
  if (act.kind === "hook")
    return act.offHook
      ? { ...wish, offHook: true, ringing: false, held: false }
      : { ...wish, offHook: false, muted: false, held: false };
  if (act.kind === "mute") return { ...wish, muted: act.muted ?? wish.muted };
  return act.kind === "reject" ? { ...wish, ringing: false } : wish;
}

/** How it is answered; both null where it is only listened to. */
interface Answering {
  readonly conversation: HeadsetConversation | null;
  readonly telephoneMode: Uint8Array | null;
}

/** One headset that is listened to, and answered where that was asked for. */
class Watch {
  readonly #link: HidLink;
  readonly #controls: HeadsetControls;
  readonly #conversation: HeadsetConversation | null;
  readonly #tell: (told: Told) => void;
  readonly #telephoneMode: Uint8Array | null;
  #state: HeadsetState;
  #wish: HeadsetWish = { offHook: false, ringing: false, muted: false, held: false };
  #written: Promise<void> = Promise.resolve();
  #cancel: () => void = () => undefined;

  constructor(
    link: HidLink,
    controls: HeadsetControls,
    { conversation, telephoneMode }: Answering,
    tell: (told: Told) => void,
  ) {
    this.#link = link;
    this.#controls = controls;
    this.#conversation = conversation;
    this.#telephoneMode = telephoneMode;
    this.#tell = tell;
    this.#state = restingState(controls);
    link.reports$.subscribe((report) => this.#hear(report));
    this.#asTelephone();
    this.#do(conversation?.opened(monotonicMs()));
  }

  say(line: string): void {
    const word = line.trim();
    const change = Object.hasOwn(words, word) ? words[word] : undefined;
    if (change === undefined) {
      const all = Object.keys(words).join(", ");
      if (word !== "") this.#tell({ problem: `nobody knows '${word}'; the words are ${all}` });
      return;
    }
    if (change.ringing === true || change.offHook === true) this.#asTelephone();
    this.#wish = { ...this.#wish, ...change };
    this.#do(this.#conversation?.want(this.#wish, monotonicMs()));
  }

  /** The headset is left dark and on hook where we answered it. */
  async close(): Promise<void> {
    this.say("end");
    await this.#written;
    this.#cancel();
    await this.#link.close();
  }

  #asTelephone(): void {
    const report = this.#telephoneMode;
    if (report === null) return;
    this.#written = this.#link.sendFeature(report).catch((fault: unknown) => {
      this.#tell({ problem: reasonOf(fault) });
    });
  }

  #hear(report: Uint8Array): void {
    const at = monotonicMs();
    const { state, events, problem } = decodeReport(this.#controls, this.#state, report);
    this.#state = state;
    this.#tell({ heard: hexOf(report), events: events.map(eventText) });
    if (problem !== null && this.#conversation === null) this.#tell({ problem });
    this.#do(this.#conversation?.report(report, at));
  }

  #do(step: HeadsetStep | undefined): void {
    if (step === undefined) return;
    for (const report of step.reports) {
      // A write that fails ends the link, which is told.
      this.#written = this.#link.write(report).catch(() => undefined);
      this.#tell({ wrote: hexOf(report), lit: litBy(this.#controls, report) });
    }
    for (const act of step.acts) {
      this.#wish = wishAfter(this.#wish, act);
      this.#tell({ act: actText(act) });
    }
    for (const problem of step.problems) this.#tell({ problem });
    this.#cancel();
    if (step.nextAt !== null)
      this.#cancel = after(Math.max(0, Math.ceil(step.nextAt - monotonicMs())), () =>
        this.#do(this.#conversation?.due(monotonicMs())),
      );
  }
}

/** `bandeau headset watch`: what a headset says, live, until Ctrl-C or until it is pulled out. */
export async function headsetWatchCommand(
  options: HeadsetWatchOptions,
  terminal: Pick<Terminal, "write" | "writeError">,
  { open, families, stdin, signal }: HeadsetWatchInput,
): Promise<number> {
  const { info, link } = await open(options, signal);
  const controls = readHeadset(info.descriptor);
  const { model, quirks } = quirksFor(info, await families());
  const tell = (told: Told): void =>
    terminal.write(`${options.json ? JSON.stringify(told) : textOf(told)}\n`);
  tell({ headset: info.product ?? info.path, model, callControl: controls.callControl });
  if (controls.callControl === "none") {
    await link.close();
    throw new Fault(
      "HEADSET_NO_KEYS",
      "this device has no telephone's keys",
      "bandeau devices lists headsets",
    );
  }
  const answering: Answering = options.answer
    ? {
        conversation: headsetConversation(controls, quirks),
        telephoneMode: telephoneMode(info.descriptor, quirks),
      }
    : { conversation: null, telephoneMode: null };
  const watch = new Watch(link, controls, answering, tell);
  // A keyboard that fails is one that says nothing.
  if (options.answer) void obeyStdin(watch, stdin, signal).catch(() => undefined);
  const stopped = new Promise<null>((resolve) => {
    signal.addEventListener("abort", () => resolve(null));
    if (signal.aborted) resolve(null);
  });
  const fault = await Promise.race([link.lost, stopped]);
  await watch.close();
  if (fault === null) return exitCodes.done;
  terminal.writeError(`${reasonOf(fault)}\n`);
  return exitCodes.failed;
}

async function obeyStdin(watch: Watch, stdin: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void> {
  for await (const line of typedLines(stdin, signal)) watch.say(line);
}
