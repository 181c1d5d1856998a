import { stringify } from "yaml";
import type { Monotonic } from "../../domain/instant.ts";
import { actText } from "../../drivers/headset/checkHeadset.ts";
import { type HeadsetStep, headsetConversation } from "../../drivers/headset/conversation.ts";
import {
  type HeadsetFile,
  type HeadsetQuirks,
  headsetFileSchema,
  usualQuirks,
} from "../../drivers/headset/quirks.ts";
import type { HeadsetControls } from "../../drivers/headset/telephony.ts";
import type { HidDeviceInfo } from "../../ports/hid.ts";
import { hexOf } from "../hexBytes.ts";
import type { Entry } from "./headsetRecorder.ts";
import type { Learnt } from "./lessons.ts";

/** A person's slowness says nothing; every date of a conversation lies nearer. */
const LONGEST_STEP_MS = 5_000;
/** What a headset says sooner tells how it was before anybody listened. */
const BEGINNING_MS = 1_000;
/** As many steps as a sample may have. */
const MOST_STEPS = 64;

type Step = HeadsetFile["samples"][number]["steps"][number];

export interface DraftRequest {
  readonly info: HidDeviceInfo;
  readonly controls: HeadsetControls;
  readonly entries: readonly Entry[];
  readonly learnt: Learnt;
  /** What is known of its family. */
  readonly family: HeadsetQuirks;
  /** Such as 2026-11-22. */
  readonly day: string;
}

export interface Draft {
  /** The file's text. */
  readonly yaml: string;
  /** For the person: what was seen in each lesson, and how it is understood with the file. */
  readonly lines: readonly string[];
}

const fourDigits = (id: number): string => id.toString(16).padStart(4, "0");

const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "")
    .slice(0, 48) || "headset";

/** Where a quirk is not as usual. */
const unusual = (quirks: HeadsetQuirks): Partial<HeadsetQuirks> =>
  Object.fromEntries(
    Object.entries(quirks).filter(
      ([key, value]) =>
        JSON.stringify(value) !==
        JSON.stringify(Object.entries(usualQuirks).find(([name]) => name === key)?.[1]),
    ),
  );

/** What the descriptor says already needs no quirk. */
function asDeclared(quirks: Partial<HeadsetQuirks>, { inputs }: HeadsetControls): Partial<HeadsetQuirks> {
  const mute = inputs.find(({ name }) => name === "PhoneMute");
  const declared = mute?.type === "relative" ? "button" : "state";
  return quirks.mute === declared ? { ...quirks, mute: "declared" } : quirks;
}

/** The session again, as the conversation understands it with these quirks: one step for each entry. */
function understood(entries: readonly Entry[], controls: HeadsetControls, quirks: HeadsetQuirks): Step[] {
  const conversation = headsetConversation(controls, quirks);
  let at: Monotonic = 0;
  let last: HeadsetStep = conversation.opened(at);
  let before = (entries[0]?.at ?? 0) - BEGINNING_MS;
  return entries.slice(0, MOST_STEPS).map((entry) => {
    const afterMs = Math.min(LONGEST_STEP_MS, Math.max(0, Math.round(entry.at - before)));
    before = entry.at;
    at += afterMs;
    const answers: HeadsetStep[] = [];
    while (last.nextAt !== null && last.nextAt <= at) {
      last = conversation.due(last.nextAt);
      answers.push(last);
    }
    last = entry.kind === "want" ? conversation.want(entry.wish, at) : conversation.report(entry.report, at);
    answers.push(last);
    const acts = answers.flatMap((answer) => answer.acts.map(actText));
    const writes = answers.flatMap(({ reports }) => reports.map(hexOf));
    const cause = entry.kind === "want" ? { want: entry.wish } : { report: hexOf(entry.report) };
    return { afterMs, ...cause, acts, writes };
  });
}

/** A file for `devices/headsets` that says what was seen, with the session as its sample. */
export function draftHeadset({ info, controls, entries, learnt, family, day }: DraftRequest): Draft {
  const quirks = { ...family, ...asDeclared(learnt.quirks, controls) };
  const steps = understood(entries, controls, quirks);
  const name = (info.product ?? "Headset without a name").slice(0, 80);
  const file: HeadsetFile = headsetFileSchema.parse({
    schema: 1,
    id: slugOf(name),
    name,
    match: { vendorId: fourDigits(info.vendorId), productIds: [fourDigits(info.productId)] },
    quirks,
    samples: [{ means: "the session it was learnt from", descriptor: hexOf(info.descriptor), steps }],
    source: `seen with bandeau headset learn, ${day}`,
  });
  const lines = learnt.lessons.map(({ ask, act, from, to, seen }) => {
    const acts = steps.slice(from, to).flatMap((step) => step.acts);
    const isUnderstood = act === null || acts.includes(act);
    return `${ask} ${seen}${isUnderstood ? "" : `; not understood as ${act}`}`;
  });
  const head = [
    "A draft: read it, and compare it with what the headset's paper says.",
    ...lines,
    "What was not asked for: hold, and a second call.",
  ];
  const comment = head.map((line) => `# ${line}\n`).join("");
  return { yaml: comment + stringify({ ...file, quirks: unusual(file.quirks) }, { lineWidth: 110 }), lines };
}
