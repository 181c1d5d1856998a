import { isDark, type Lamp, type Rgb, type Rhythm } from "../../../domain/light.ts";
import type { LightFrame } from "../../../ports/lightDriver.ts";
import { byteAt, eachPart, hexByte, rgbWord } from "../byteWords.ts";
import { unknownCommand } from "../frameBytes.ts";
import type { Understood } from "../lampTwin.ts";
import { strippedPayload } from "../plainReports.ts";
import { type KuandoOptions, tunes } from "./options.ts";
import {
  commands,
  fullPart,
  isIntact,
  packetBytes,
  soundApplies,
  stepBytes,
  steps,
  tuneShift,
} from "./packet.ts";

/** One of seven steps of a program. */
interface Step {
  readonly command: number;
  readonly next: number;
  readonly repeat: number;
  readonly percent: Rgb;
  readonly onTenths: number;
  readonly offTenths: number;
  readonly sound: number;
}

const full = 255;
const seconds = 1_000;

/** Flashing slower than this, in tenths of a second from one flash to the next, reminds; faster asks for attention. */
const slowPeriodTenths = 15;

/** The shortest time between flashes, in tenths of a second: 2.5 a second. */
const leastPeriodTenths = 4;

function stepAt(packet: Uint8Array, index: number): Step {
  const at = (offset: number): number => byteAt(packet, index * stepBytes + offset);
  return {
    command: at(0) & 0xf0,
    next: at(0) & 0x0f,
    repeat: at(1),
    percent: { red: at(2), green: at(3), blue: at(4) },
    onTenths: at(5),
    offTenths: at(6),
    sound: at(7),
  };
}

/** What a percentage looks like; what the light does above 100 nobody says. */
const seen = (percent: Rgb): Rgb =>
  eachPart(percent, (part) => Math.round((Math.min(part, fullPart) * full) / fullPart));

function rhythmOf({ onTenths, offTenths }: Step): Rhythm {
  if (offTenths === 0) return "steady";
  return onTenths + offTenths >= slowPeriodTenths ? "slow" : "fast";
}

/** The steps that a program goes through, in order, from the first until it comes round or ends. */
function wayThrough(packet: Uint8Array): readonly Step[] {
  const way: Step[] = [];
  const been = new Set<number>();
  for (let index = 0; index < steps && !been.has(index); ) {
    been.add(index);
    const step = stepAt(packet, index);
    if (step.command !== commands.run) break;
    way.push(step);
    index = step.next & 0x07;
  }
  return way;
}

const tuneName = (number: number): string | number =>
  Object.entries(tunes).find(([, known]) => known === number)?.[0] ?? number;

/** A tune in words; null while the one before goes on. */
function soundFacts({ sound }: Step): { tune: string | number; volume: number } | null {
  if ((sound & soundApplies) === 0) return null;
  return { tune: tuneName((sound >> tuneShift) & 0x0f), volume: sound & 0x07 };
}

function problemsOf(step: Step): readonly string[] {
  const { percent, onTenths, offTenths } = step;
  const isOver = Math.max(percent.red, percent.green, percent.blue) > fullPart;
  const isStrobe = rhythmOf(step) !== "steady" && onTenths + offTenths < leastPeriodTenths;
  return [
    ...(isOver ? ["a colour above 100 %: what the light makes of it nobody says"] : []),
    ...(isStrobe ? ["it flashes faster than people bear"] : []),
  ];
}

const stepWords = (step: Step): string =>
  [
    rgbWord(seen(step.percent)),
    `× ${step.repeat}`,
    `on ${step.onTenths / 10} s, off ${step.offTenths / 10} s`,
    `then ${step.next & 0x07}`,
  ].join(", ");

/** What a person sees of a program: its only step, or of several the first that is lit. */
function program(packet: Uint8Array, { darkAfterSeconds }: KuandoOptions): Understood {
  const way = wayThrough(packet);
  const [first = stepAt(packet, 0)] = way;
  const lit = way.find(({ percent }) => !isDark({ rgb: percent })) ?? first;
  const changes = new Set(way.map(({ percent }) => rgbWord(percent))).size > 1;
  const rhythm = changes ? "fast" : rhythmOf(lit);
  const lamp: Lamp = { rgb: seen(lit.percent), rhythm, dim: 100, fadeMs: 0 };
  const sound = soundFacts(first);
  return {
    command: {
      name: "program",
      facts: {
        rgb: rgbWord(lamp.rgb),
        onTenths: first.onTenths,
        offTenths: first.offTenths,
        repeat: first.repeat,
        ...(sound ?? {}),
        ...(way.length > 1 ? { steps: way.map(stepWords) } : {}),
      },
      problems: [...new Set(way.flatMap(problemsOf))],
    },
    sets: new Map([[0, lamp]]),
    staysMs: darkAfterSeconds * seconds,
    ...(sound === null ? {} : { buzzer: sound.volume > 0 && sound.tune !== 0 }),
  };
}

const broken = (name: string, breaks: string): Understood => ({
  command: { name, facts: {}, problems: [breaks] },
  breaks,
});

const dropped = (frame: LightFrame, problem: string, event: string): Understood => ({
  command: unknownCommand(frame, problem),
  event,
});

/** One packet of a Kuando Busylight, in words and as what it does. */
export function understand(frame: LightFrame, options: KuandoOptions): Understood {
  const packet = strippedPayload(frame);
  if (packet === null || packet.length !== packetBytes) {
    return dropped(frame, `not ${packetBytes} bytes`, "dropped");
  }
  if (!isIntact(packet))
    return dropped(frame, "its checksum is wrong, so the light ignores it", "badChecksum");
  const { command, next } = stepAt(packet, 0);
  if (command === commands.keepAlive) {
    return {
      command: { name: "keepAlive", facts: { seconds: next }, problems: [] },
      staysMs: next * seconds,
    };
  }
  if (command === commands.reset) return broken("reset", "a reset in the middle of everything");
  if (command === commands.bootLoader)
    return broken("bootLoader", "it waits for a new program and lights no more");
  if (command === commands.run) return program(packet, options);
  return dropped(frame, `no command ${hexByte(command | next)}`, "dropped");
}
