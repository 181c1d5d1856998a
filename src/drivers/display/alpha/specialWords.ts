/** Days from Sunday, which is 1 on the wire. */
export const weekdays: readonly string[] = [
  "sunday",
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
];

/** The days of a run-day table, by their character. */
export const runDayNames: ReadonlyMap<string, string> = new Map([
  ["0", "daily"],
  ...weekdays.map((day, index) => [String(index + 1), day] as const),
  ["8", "weekdays"],
  ["9", "weekend"],
  ["A", "always"],
  ["B", "never"],
]);

/** What the tone function can do beside a programmed tone. The first two switch a port for a device outside. */
export const toneCodes: Readonly<Record<string, string>> = {
  portOn: "A",
  portOff: "B",
  continuous: "0",
  threeBeeps: "1",
};

/** Bits of the serial error register; bit 6 is always set, bit 7 never. */
export const errorBits = {
  illegal: 0x20,
  checksum: 0x10,
  overflow: 0x08,
  timeout: 0x04,
  framing: 0x02,
  parity: 0x01,
} as const;

/** Codes that are no time of day. */
const spans: ReadonlyMap<string, string> = new Map([
  ["FD", "allDay"],
  ["FE", "never"],
  ["FF", "always"],
]);
const minutesPerCode = 10;
const codesPerDay = 144;

/** A time code in words: one step is ten minutes; null for a code that means nothing. */
export function timeOfCode(code: string): string | null {
  const known = spans.get(code);
  if (known !== undefined) return known;
  if (!/^[0-9A-F]{2}$/.test(code) || Number.parseInt(code, 16) >= codesPerDay) return null;
  const minutes = Number.parseInt(code, 16) * minutesPerCode;
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** The reverse: two hexadecimal digits for a time of day or a word; null for what is neither. */
export function timeCodeOf(time: string): string | null {
  const known = [...spans].find(([, name]) => name === time)?.[0];
  if (known !== undefined) return known;
  const [, hours, tens] = /^([01]\d|2[0-3]):([0-5])0$/.exec(time) ?? [];
  if (hours === undefined) return null;
  const code = Number(hours) * 6 + Number(tens);
  return code.toString(16).toUpperCase().padStart(2, "0");
}
