import { sleep } from "../shared/time.ts";
import { type HeadsetKey, headsetKeys } from "../simulated/headset/body.ts";
import type { HeadsetTwin } from "../simulated/headsetTwin.ts";
import { type Deeds, type Hands, LONGEST_WAIT_MS, obeyLine, typedNumber } from "./typedDeeds.ts";

const owner = { called: "a headset", code: "SIM_HEADSET_WORD" } as const;

/** So many reports that nobody asked for, at a time. */
const MOST_BABBLE = 1_000;
const FEW_BABBLE = 20;

const number = (text: string, usual: number, most: number): number =>
  typedNumber(text, usual, most, owner.code);

const press =
  (key: HeadsetKey) =>
  (twin: HeadsetTwin): void =>
    twin.press(key);

/** Any bytes, such as a broken hub may send. */
function babble(twin: HeadsetTwin, count: number, random: () => number): void {
  const byte = (): number => Math.floor(random() * 256);
  for (let report = 0; report < count; report++)
    twin.babble(Uint8Array.from({ length: 1 + Math.floor(random() * 8) }, byte));
}

/** A state of a twin that a word switches on, and the word behind it off. */
const isOn = (argument: string): boolean => argument !== "off";

const deeds: Deeds<HeadsetTwin> = {
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

/** Does what a line says to a headset's twin; a Fault when nobody knows the word. */
export const obey = (line: string, twin: HeadsetTwin, hands: Hands): Promise<void> =>
  obeyLine(line, deeds, owner, twin, hands);
