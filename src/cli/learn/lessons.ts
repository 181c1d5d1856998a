import type { HeadsetWish } from "../../domain/headset.ts";
import type { HeadsetQuirks } from "../../drivers/headset/quirks.ts";
import type { HeadsetControls } from "../../drivers/headset/telephony.ts";
import type { HeadsetRecorder } from "./headsetRecorder.ts";

/** So long after a key its headset is still listened to: what it does by itself comes within this time. */
const SETTLE_MS = 700;
/** A headset that answers our LEDs does it sooner. */
const ANSWER_MS = 3_000;
/** A key is let go within this time; what stays longer is a switch. */
const KEY_MS = 600;
/** A hook that is up for less is no call. */
const PULSE_MS = 400;

/** Something that a headset was asked to do, and what came of it. */
interface Lesson {
  /** What the person was asked for. */
  readonly ask: string;
  /** The act that it should mean; null where nobody was to do anything. */
  readonly act: string | null;
  /** Which entries of the record are about it. */
  readonly from: number;
  readonly to: number;
  readonly seen: string;
}

export interface Learnt {
  readonly lessons: readonly Lesson[];
  readonly quirks: Partial<HeadsetQuirks>;
}

export interface LessonRoom {
  readonly recorder: HeadsetRecorder;
  readonly controls: HeadsetControls;
  /** Tells the person what to do. */
  readonly ask: (text: string) => void;
  /** How long a person may take for one thing. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
}

const resting: HeadsetWish = { offHook: false, ringing: false, muted: false, held: false };

/** Goes through a call and a refusal with the person, and says what this headset does. */
export async function giveLessons(room: LessonRoom): Promise<Learnt> {
  const { recorder, controls } = room;
  const lessons: Lesson[] = [];
  const quirks: { -readonly [Key in keyof HeadsetQuirks]?: HeadsetQuirks[Key] } = {};
  const has = (name: string): boolean => controls.inputs.some((control) => control.name === name);
  const lesson = async (
    ask: string,
    act: string | null,
    see: (from: number) => Promise<string>,
  ): Promise<void> => {
    if (room.signal.aborted) return;
    room.ask(ask);
    const from = recorder.entries.length;
    const seen = await see(from);
    lessons.push({ ask, act, from, to: recorder.entries.length, seen });
  };
  await lesson("Do not touch the headset.", null, async () => {
    await recorder.light([]);
    await settle(room, SETTLE_MS);
    return "listened";
  });
  await lesson("A call begins; do not touch the headset.", null, async (from) => {
    recorder.want({ ...resting, offHook: true });
    await recorder.light(["OffHook"]);
    const answerMs = await answer(room, from);
    quirks.ackHook = answerMs !== null;
    if (answerMs !== null) quirks.ackMs = Math.max(500, Math.ceil((answerMs * 2) / 100) * 100);
    await settle(room, SETTLE_MS);
    return answerMs === null ? "its hook does not answer the LED" : `its hook answers after ${answerMs} ms`;
  });
  for (const muted of [true, false])
    await lesson(`Press the mute key${muted ? "" : " again"}.`, muted ? "muted" : "unmuted", async (from) => {
      if (!has("PhoneMute")) return "it has no mute key";
      const form = await muteForm(room, from, muted ? ["OffHook", "Mute", "Microphone"] : ["OffHook"]);
      if (form === null) return "nothing came";
      if (muted) quirks.mute = form;
      return form === "button" ? "a key that says 1 and then 0" : "a switch that stays";
    });
  await lesson("Hang up with the headset.", "onHook", async (from) => {
    const came = await recorder.until(() => hooks(room, from).length > 0, room.patienceMs, room.signal);
    if (!came) recorder.want(resting);
    await recorder.light([]);
    await settle(room, SETTLE_MS);
    const values = hooks(room, from).map(({ value }) => value);
    if (values.length >= 2 && values.at(-1) !== 0) quirks.dedupeHook = true;
    return came ? `its hook says ${values.join(", then ")}` : "nothing came";
  });
  await lesson("It rings: answer with the headset.", "offHook", async (from) => {
    recorder.want({ ...resting, ringing: true });
    await recorder.light(["Ring"]);
    const came = await recorder.until(() => hooks(room, from).length > 0, room.patienceMs, room.signal);
    await recorder.light(came ? ["OffHook"] : []);
    await settle(room, SETTLE_MS);
    const values = hooks(room, from).map(({ value }) => value);
    recorder.want(resting);
    await recorder.light([]);
    await settle(room, SETTLE_MS);
    return came ? `its hook says ${values.join(", then ")}` : "nothing came";
  });
  await lesson("It rings again: refuse the call, as the maker says, or wait.", "reject", async (from) => {
    recorder.want({ ...resting, ringing: true });
    await recorder.light(["Ring"]);
    const how = await refusal(room, from);
    if (how !== null) quirks.rejects = [how];
    recorder.want(resting);
    await recorder.light([]);
    await settle(room, SETTLE_MS);
    return how === null ? "nothing came" : `it says so by ${refusals[how]}`;
  });
  return { lessons, quirks };
}

const refusals = {
  button: "its key for that",
  drop: "its key that drops calls",
  pulse: "its hook, up and down again",
  hook0: "its hook, which says again that it is down",
} as const;

const settle = async ({ recorder, signal }: LessonRoom, ms: number): Promise<unknown> =>
  recorder.until(() => false, ms, signal);

const hooks = ({ recorder }: LessonRoom, from: number): { readonly at: number; readonly value: number }[] =>
  recorder.values("HookSwitch", from);

/** How long the hook took to answer; null when it did not. */
async function answer(room: LessonRoom, from: number): Promise<number | null> {
  const { recorder, signal } = room;
  await recorder.until(() => hooks(room, from).length > 0, ANSWER_MS, signal);
  const [first] = hooks(room, from);
  const asked = recorder.entries[from];
  return first === undefined || asked === undefined ? null : Math.round(first.at - asked.at);
}

/** Whether the mute key is let go by itself; the LEDs follow it at once, as it waits for them. */
async function muteForm(
  room: LessonRoom,
  from: number,
  leds: readonly string[],
): Promise<"button" | "state" | null> {
  const { recorder, patienceMs, signal } = room;
  const values = (): number[] => recorder.values("PhoneMute", from).map(({ value }) => value);
  if (!(await recorder.until(() => values().length > 0, patienceMs, signal))) return null;
  await recorder.light(leds);
  await recorder.until(() => values().length > 1, KEY_MS, signal);
  const form = values().length > 1 ? "button" : "state";
  await settle(room, SETTLE_MS);
  return form;
}

async function refusal(room: LessonRoom, from: number): Promise<keyof typeof refusals | null> {
  const { recorder, patienceMs, signal } = room;
  const pressed = (name: string): boolean => recorder.values(name, from).some(({ value }) => value !== 0);
  const isBare = (): boolean => recorder.heardNothingNew(from);
  const said = (): boolean => pressed("Reject") || pressed("Drop") || pressed("HookSwitch") || isBare();
  if (!(await recorder.until(said, patienceMs, signal))) return null;
  if (pressed("Reject")) return "button";
  if (pressed("Drop")) return "drop";
  if (!pressed("HookSwitch")) return "hook0";
  await recorder.until(() => hooks(room, from).length > 1, PULSE_MS, signal);
  return hooks(room, from).length > 1 ? "pulse" : null;
}
