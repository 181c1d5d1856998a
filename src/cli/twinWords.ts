import { nearestWord, wordAdvice } from "../domain/nearestWord.ts";
import { Fault } from "../ports/fault.ts";
import { sleep } from "../shared/time.ts";
import { type HeadsetKey, headsetKeys } from "../simulated/headset/body.ts";
import type { HeadsetTwin } from "../simulated/headsetTwin.ts";

/** A line of stdin or of a script that somebody may write; `argument` is empty where there was none. */
type Deed = (twin: HeadsetTwin, argument: string, hands: Hands) => void | Promise<void>;

/** What a word may need beside the twin. */
export interface Hands {
  readonly signal: AbortSignal;
  readonly random: () => number;
  /** Ends the command. */
  readonly quit: () => void;
  /** Tells the person something, a line. */
  readonly tell: (line: string) => void;
}

/** Nobody waits longer between two presses. */
const LONGEST_WAIT_MS = 3_600_000;
/** So many reports that nobody asked for, at a time. */
const MOST_BABBLE = 1_000;
const FEW_BABBLE = 20;

const number = (text: string, usual: number, most: number): number => {
  const value = text === "" ? usual : Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new Fault("SIM_HEADSET_WORD", `'${text}' is no whole number from 0 to ${most}`, "write it in digits");
};

const press =
  (key: HeadsetKey): Deed =>
  (twin) =>
    twin.press(key);

/** Any bytes, such as a broken hub may send. */
function babble(twin: HeadsetTwin, count: number, random: () => number): void {
  const byte = (): number => Math.floor(random() * 256);
  for (let report = 0; report < count; report++)
    twin.babble(Uint8Array.from({ length: 1 + Math.floor(random() * 8) }, byte));
}

/** A state of a twin that a word switches on, and the word behind it off. */
const isOn = (argument: string): boolean => argument !== "off";

const deeds: Readonly<Record<string, readonly [what: string, deed: Deed]>> = {
  ...Object.fromEntries(headsetKeys.map((key) => [key, [`press ${key}`, press(key)] as const])),
  key: ["any key by its name, such as key Key5", (twin, name) => twin.pressControl(name)],
  unplug: ["pull the plug", (twin) => twin.unplug()],
  replug: ["put it in again", (twin) => twin.plug()],
  away: ["go out of the radio's range", (twin) => twin.walk(false)],
  back: ["come back into it", (twin) => twin.walk(true)],
  arm: [
    "arm up mutes the microphone whatever the host says; arm down",
    (twin, to) => twin.arm(to !== "down"),
  ],
  resume: ["the machine slept, and the headset forgot its LEDs", (twin) => twin.resume()],
  babble: [
    "any bytes, so many reports",
    (twin, count, { random }) => babble(twin, number(count, FEW_BABBLE, MOST_BABBLE), random),
  ],
  silent: [
    "say nothing any more; silent off",
    (twin, to) => {
      twin.faults.silent = isOn(to);
    },
  ],
  double: [
    "say everything twice; double off",
    (twin, to) => {
      twin.faults.doubled = isOn(to);
    },
  ],
  bounce: [
    "a hook that bounces; bounce off",
    (twin, to) => {
      twin.faults.bouncing = isOn(to);
    },
  ],
  lose: [
    "lose so many answers to the Off-Hook LED",
    (twin, count) => {
      twin.faults.lostAnswers = number(count, 1, MOST_BABBLE);
    },
  ],
  slow: [
    "take so many milliseconds for each write",
    (twin, ms) => {
      twin.faults.slowWriteMs = number(ms, 200, LONGEST_WAIT_MS);
    },
  ],
  foreign: [
    "another program lights these LEDs and no others, such as foreign Ring OffHook",
    (twin, leds) => twin.foreign(leds.split(/\s+/).filter((led) => led !== "")),
  ],
  wait: [
    "so many milliseconds",
    (_twin, ms, { signal }) => sleep(number(ms, 1_000, LONGEST_WAIT_MS), signal),
  ],
  quit: ["end", (_twin, _none, { quit }) => quit()],
};

/** Does what a line says; an empty line and one that begins with # say nothing. A Fault when nobody knows the word. */
export async function obey(line: string, twin: HeadsetTwin, hands: Hands): Promise<void> {
  const [word = "", ...rest] = line.trim().split(/\s+/);
  if (word === "" || word.startsWith("#")) return;
  const known = Object.hasOwn(deeds, word) ? deeds[word] : undefined;
  if (word === "help") return explain(hands);
  if (known !== undefined) return await known[1](twin, rest.join(" "), hands);
  const words = Object.keys(deeds);
  const all = `the words are ${words.join(", ")}; help explains them`;
  const advice = nearestWord(word, words) === null ? all : wordAdvice(word, words);
  throw new Fault("SIM_HEADSET_WORD", `a headset does not know '${word}'`, advice);
}

function explain({ tell }: Hands): void {
  for (const [word, [what]] of Object.entries(deeds)) tell(`${word.padEnd(8)} ${what}`);
}
