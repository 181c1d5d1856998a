import type { HeadsetAct } from "../../domain/headset.ts";
import type { Monotonic } from "../../domain/instant.ts";
import { type HeadsetConversation, type HeadsetStep, headsetConversation } from "./conversation.ts";
import type { HeadsetFile } from "./quirks.ts";
import { readHeadset } from "./telephony.ts";

type Sample = HeadsetFile["samples"][number];
type SampleStep = Sample["steps"][number];

/** How a sample writes an act. */
export function actText(act: HeadsetAct): string {
  if (act.kind === "hook") return act.offHook ? "offHook" : "onHook";
  if (act.kind === "mute") return act.muted === null ? "muteUnknown" : act.muted ? "muted" : "unmuted";
  if (act.kind === "flash") return act.pressed ? "flash" : "flashReleased";
  if (act.kind === "line") return act.busy ? "lineBusy" : "lineFree";
  return act.kind === "key" ? `key ${act.key}` : act.kind;
}

function bytesOf(hex: string): Uint8Array {
  const digits = hex.replaceAll(/\s/g, "");
  return Uint8Array.from({ length: digits.length / 2 }, (_, index) =>
    Number.parseInt(digits.slice(2 * index, 2 * index + 2), 16),
  );
}

const hexOf = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** More dates than this in one step of a sample are a conversation that never rests. */
const MOST_DATES = 100;

/** What came of a time that passed: one step for each date of the conversation that lies in it. */
function passTime(conversation: HeadsetConversation, from: HeadsetStep, until: Monotonic): HeadsetStep[] {
  const steps: HeadsetStep[] = [];
  let { nextAt } = from;
  for (let dates = 0; nextAt !== null && nextAt <= until && dates < MOST_DATES; dates++) {
    const step = conversation.due(nextAt);
    steps.push(step);
    nextAt = step.nextAt;
  }
  return steps;
}

function take(
  conversation: HeadsetConversation,
  { opened, report, want }: SampleStep,
  at: Monotonic,
): HeadsetStep[] {
  return [
    ...(opened === true ? [conversation.opened(at)] : []),
    ...(report === undefined ? [] : [conversation.report(bytesOf(report), at)]),
    ...(want === undefined ? [] : [conversation.want(want, at)]),
  ];
}

const listOf = (words: readonly string[]): string => (words.length === 0 ? "nothing" : words.join(", "));

const difference = (about: string, wanted: readonly string[], got: readonly string[]): string[] =>
  listOf(wanted) === listOf(got) ? [] : [`${about} ${listOf(got)} instead of ${listOf(wanted)}`];

function objections({ descriptor, steps }: Sample, { quirks }: HeadsetFile): string[] {
  const controls = readHeadset(bytesOf(descriptor));
  if (controls.callControl === "none") return ["its descriptor is none of a headset with keys"];
  const conversation = headsetConversation(controls, quirks);
  let at: Monotonic = 0;
  let last = conversation.opened(at);
  return steps.flatMap((step, index) => {
    at += step.afterMs;
    const answers = [...passTime(conversation, last, at), ...take(conversation, step, at)];
    last = answers.at(-1) ?? last;
    const acts = answers.flatMap((answer) => answer.acts.map(actText));
    const writes = answers.flatMap(({ reports }) => reports.map(hexOf));
    const wanted = step.writes.map((hex) => hexOf(bytesOf(hex)));
    const found = [
      ...difference("means", step.acts, acts),
      ...difference("is answered with", wanted, writes),
    ];
    return found.map((text) => `step ${index + 1} ${text}`);
  });
}

/** Why a headset's samples do not hold, one list for each of them; empty where they do. */
export const checkHeadset = (file: HeadsetFile): readonly (readonly string[])[] =>
  file.samples.map((sample) => objections(sample, file));
