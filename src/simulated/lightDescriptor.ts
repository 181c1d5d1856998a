import { darkLamp, darkLook, type Lamp } from "../domain/light.ts";
import type { BoundLight } from "../ports/boundLight.ts";
import type { LightFrame } from "../ports/lightDriver.ts";

/** HID items: what a report is, behind its number, its size and its count. */
const items = { output: 0x91, feature: 0xb1, input: 0x81 } as const;

type ReportKind = keyof typeof items;

const white: Lamp = { ...darkLamp, rgb: { red: 255, green: 255, blue: 255 } };

/** What a host may send, from which the reports of the device follow. */
function framesOf(light: BoundLight): readonly LightFrame[] {
  const count = light.model.lamps.length;
  const dark = darkLook(count);
  const lit = (lamps: readonly Lamp[]) => light.nearest({ lamps, buzzer: false });
  const singles = dark.lamps.map((_, index) =>
    light.frames(dark, lit(dark.lamps.map((lamp, place) => (place === index ? white : lamp)))),
  );
  const all = light.frames(null, lit(dark.lamps.map(() => white)));
  return [
    ...light.frames(null, dark),
    ...all,
    ...singles.flat(),
    ...(light.keepAlive ? [light.keepAlive.frame] : []),
  ];
}

interface Report {
  readonly kind: ReportKind;
  readonly id: number;
  readonly bytes: number;
}

/** The longest of each kind and number. */
function reportsOf(light: BoundLight): readonly Report[] {
  const longest = new Map<string, Report>();
  const add = (kind: ReportKind, id: number, bytes: number): void => {
    const key = `${kind} ${id}`;
    if (bytes > (longest.get(key)?.bytes ?? 0)) longest.set(key, { kind, id, bytes });
  };
  for (const frame of framesOf(light)) {
    if (frame.kind !== "report" && frame.kind !== "feature") continue;
    add(frame.kind === "report" ? "output" : "feature", frame.bytes[0] ?? 0, frame.bytes.length - 1);
  }
  const isNumbered = [...longest.values()].some(({ id }) => id !== 0);
  for (const word of light.twin().press?.(true) ?? []) {
    if (word.kind !== "report") continue;
    add("input", isNumbered ? (word.bytes[0] ?? 0) : 0, word.bytes.length - (isNumbered ? 1 : 0));
  }
  return [...longest.values()];
}

/** A vendor's own page, and on it the reports that a light takes and gives; each of so many bytes. */
export function lightDescriptor(light: BoundLight): {
  readonly descriptor: Uint8Array;
  readonly isNumbered: boolean;
} {
  const reports = reportsOf(light);
  const bytes = reports.flatMap(({ kind, id, bytes }) => [
    ...(id === 0 ? [] : [0x85, id]),
    ...[0x15, 0x00, 0x26, 0xff, 0x00, 0x75, 0x08, 0x96, bytes & 0xff, bytes >> 8],
    ...[0x09, 0x02, items[kind], 0x02],
  ]);
  return {
    descriptor: Uint8Array.of(0x06, 0x00, 0xff, 0x09, 0x01, 0xa1, 0x01, ...bytes, 0xc0),
    isNumbered: reports.some(({ id }) => id !== 0),
  };
}
