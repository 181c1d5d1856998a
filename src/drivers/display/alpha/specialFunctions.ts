import { errorBits, runDayNames, timeCodeOf, timeOfCode, toneCodes, weekdays } from "./specialWords.ts";

/** When a file runs, from and to: a time such as 09:20, or `allDay`, `never`, `always`. */
interface TimeSpan {
  readonly label: string;
  readonly start: string;
  readonly stop: string;
}

/** When a file runs: the days of a run-day table. */
interface RunDays {
  readonly label: string;
  readonly start: string;
  readonly stop: string;
}

/** An entry of a large-picture directory. */
interface LargePicture {
  readonly picture: string;
  readonly lock: string;
  readonly rows: number;
  readonly columns: number;
  readonly colours: string;
}

/** A special function in words (Alpha protocol 9708-8061-01 Rev A, special functions). */
export type SpecialCommand =
  /** Hours and minutes of 24 hours, such as 09:21. */
  | { readonly name: "setTime"; readonly time: string }
  /** Month, day and year of two digits each, such as 11/22/26. */
  | { readonly name: "setDate"; readonly date: string }
  | { readonly name: "setWeekday"; readonly weekday: string }
  | { readonly name: "timeFormat"; readonly format: "12h" | "24h" }
  | { readonly name: "speaker"; readonly on: boolean }
  | { readonly name: "tone"; readonly tone: string }
  | {
      readonly name: "programmedTone";
      readonly frequency: number;
      readonly durationTenths: number;
      readonly repeats: number;
    }
  | { readonly name: "runTimes"; readonly files: readonly TimeSpan[] }
  | { readonly name: "runDays"; readonly files: readonly RunDays[] }
  | { readonly name: "runSequence"; readonly order: string; readonly lock: string; readonly labels: string }
  /** Two pairs of hexadecimal digits, whose meaning depends on the sign. */
  | { readonly name: "dimming"; readonly start: string; readonly stop: string }
  /** Each counter as its number and the 44 characters of its settings. */
  | {
      readonly name: "counters";
      readonly counters: readonly { readonly number: string; readonly settings: string }[];
    }
  | { readonly name: "setAddress"; readonly address: string }
  | { readonly name: "temperatureOffset"; readonly offset: string }
  | { readonly name: "setPictures" | "addPictures"; readonly pictures: readonly LargePicture[] }
  | { readonly name: "softReset" | "clearErrors" }
  /** The rest is what a sign answers to a read command. */
  | {
      readonly name: "generalInformation";
      readonly firmware: string;
      readonly revision: string;
      /** Month and year in which the firmware was released. */
      readonly released: string;
      readonly time: string;
      readonly format: string;
      readonly speaker: string;
      readonly totalBytes: number;
      readonly freeBytes: number;
    }
  | { readonly name: "memoryPool"; readonly totalBytes: number; readonly freeBytes: number }
  | { readonly name: "errorRegister"; readonly errors: readonly string[] }
  | {
      readonly name: "networkAnswer";
      readonly type: string;
      readonly address: string;
      readonly errors: readonly string[];
    };

const hex = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, "0");
const number = (digits: string): number => Number.parseInt(digits, 16);

/** A text read in pieces of one length; null when one cannot be read, or something is left over. */
function allOf<Entry>(text: string, length: number, read: (piece: string) => Entry | null): Entry[] | null {
  const count = Math.floor(text.length / length);
  const pieces = Array.from({ length: count }, (_, at) => text.slice(at * length, (at + 1) * length));
  const entries = pieces.flatMap((piece) => read(piece) ?? []);
  return entries.length * length === text.length ? entries : null;
}

function spanOf(piece: string): TimeSpan | null {
  const start = timeOfCode(piece.slice(1, 3));
  const stop = timeOfCode(piece.slice(3));
  return start === null || stop === null ? null : { label: piece.charAt(0), start, stop };
}

function daysOf(piece: string): RunDays | null {
  const start = runDayNames.get(piece.charAt(1));
  const stop = runDayNames.get(piece.charAt(2));
  return start === undefined || stop === undefined ? null : { label: piece.charAt(0), start, stop };
}

function pictureOf(piece: string): LargePicture | null {
  const [, picture, lock, rows, columns, colours] =
    /^([ -~]{9})([UL])([0-9A-F]{4})([0-9A-F]{4})(0[128])0000$/.exec(piece) ?? [];
  if (!picture || !lock || !rows || !columns || !colours) return null;
  return { picture, lock, rows: number(rows), columns: number(columns), colours };
}

function counterOf(piece: string): { number: string; settings: string } | null {
  return /^[1-5]/.test(piece) ? { number: piece.charAt(0), settings: piece.slice(1) } : null;
}

function errorsOf(register: string): string[] | null {
  const bits = register.charCodeAt(0);
  if ((bits & 0xc0) !== 0x40) return null;
  return Object.entries(errorBits).flatMap(([name, bit]) => ((bits & bit) > 0 ? [name] : []));
}

const information = /^\0?[ -~]{8}[A-Z]?\d{8}[SM]?(00|FF)[0-9A-F]{4},[0-9A-F]{4}$/;

/** Firmware revision and time format may be missing, so it is read from both ends. */
function informationOf(data: string): SpecialCommand | null {
  if (!information.test(data)) return null;
  const text = data.replace("\0", "");
  const middle = text.slice(8, -11);
  const digits = middle.replaceAll(/\D/g, "");
  return {
    name: "generalInformation",
    firmware: text.slice(0, 8),
    revision: middle.replace(/\d.*/, ""),
    released: digits.slice(0, 4),
    time: digits.slice(4),
    format: middle.replace(/.*\d/, ""),
    speaker: text.slice(-11, -9),
    totalBytes: number(text.slice(-9, -5)),
    freeBytes: number(text.slice(-4)),
  };
}

type Reader = (data: string) => SpecialCommand | null;

const readers: Readonly<Record<string, Reader>> = {
  " ": (data) => {
    const [, hours, minutes] = /^([01]\d|2[0-3])([0-5]\d)$/.exec(data) ?? [];
    return hours === undefined ? null : { name: "setTime", time: `${hours}:${minutes}` };
  },
  ";": (data) => (/^\d{6}$/.test(data) ? { name: "setDate", date: data.replace(/..(?!$)/g, "$&/") } : null),
  "&": (data) => {
    const weekday = /^[1-7]$/.test(data) ? weekdays[Number(data) - 1] : undefined;
    return weekday === undefined ? null : { name: "setWeekday", weekday };
  },
  "'": (data) =>
    data === "S" || data === "M" ? { name: "timeFormat", format: data === "S" ? "12h" : "24h" } : null,
  "!": (data) => (data === "00" || data === "FF" ? { name: "speaker", on: data === "00" } : null),
  "(": (data) => {
    const tone = Object.entries(toneCodes).find(([, code]) => code === data)?.[0];
    if (tone !== undefined) return { name: "tone", tone };
    const [, frequency, duration, repeats] = /^2([0-9A-F]{2})([1-9A-F])([0-9A-F])$/.exec(data) ?? [];
    if (!frequency || !duration || !repeats || frequency === "00" || frequency === "FF") return null;
    return {
      name: "programmedTone",
      frequency: number(frequency),
      durationTenths: number(duration),
      repeats: number(repeats),
    };
  },
  ")": (data) => {
    const files = allOf(data, 5, spanOf);
    return files && { name: "runTimes", files };
  },
  "2": (data) => {
    const files = allOf(data, 3, daysOf);
    return files && { name: "runDays", files };
  },
  ".": (data) =>
    data.length < 2
      ? null
      : { name: "runSequence", order: data.charAt(0), lock: data.charAt(1), labels: data.slice(2) },
  "/": (data) =>
    /^[0-9A-F]{4}$/.test(data) ? { name: "dimming", start: data.slice(0, 2), stop: data.slice(2) } : null,
  "5": (data) => {
    const counters = data === "" ? null : allOf(data, 45, counterOf);
    return counters && { name: "counters", counters };
  },
  "7": (data) => (/^[0-9A-F]{2}$/.test(data) ? { name: "setAddress", address: data } : null),
  T: (data) => (/^[+-]\d$/.test(data) ? { name: "temperatureOffset", offset: data } : null),
  "8": (data) => {
    const pictures = allOf(data, 24, pictureOf);
    return pictures && { name: "setPictures", pictures };
  },
  "9": (data) => {
    const pictures = allOf(data, 24, pictureOf);
    return pictures && { name: "addPictures", pictures };
  },
  ",": (data) => (data === "" ? { name: "softReset" } : null),
  "4": (data) => (data === "" ? { name: "clearErrors" } : null),
  '"': informationOf,
  "#": (data) => {
    const [, total, free] = /^([0-9A-F]{4}),([0-9A-F]{4})$/.exec(data) ?? [];
    if (!total || !free) return null;
    return { name: "memoryPool", totalBytes: number(total), freeBytes: number(free) };
  },
  "*": (data) => {
    const errors = data.length === 1 ? errorsOf(data) : null;
    return errors && { name: "errorRegister", errors };
  },
  "-": (data) => {
    const errors = /^.[0-9A-F]{2}.$/s.test(data) ? errorsOf(data.charAt(3)) : null;
    return errors && { name: "networkAnswer", type: data.charAt(0), address: data.slice(1, 3), errors };
  },
};

/** A special function's label and data in words; null where we have no words for them. */
export const specialOf = (label: string, data: string): SpecialCommand | null =>
  readers[label]?.(data) ?? null;

const register = (errors: readonly string[]): string =>
  String.fromCharCode(
    Object.entries(errorBits).reduce((bits, [name, bit]) => bits | (errors.includes(name) ? bit : 0), 0x40),
  );

const dayCode = (name: string): string => [...runDayNames].find(([, known]) => known === name)?.[0] ?? name;

const spanText = ({ label, start, stop }: TimeSpan): string =>
  label + (timeCodeOf(start) ?? start) + (timeCodeOf(stop) ?? stop);

const picturesText = (pictures: readonly LargePicture[]): string =>
  pictures
    .map(
      ({ picture, lock, rows, columns, colours }) =>
        `${picture}${lock}${hex(rows, 4)}${hex(columns, 4)}${colours}0000`,
    )
    .join("");

/** The label and the data of a special function, one character a byte. */
export function specialText(command: SpecialCommand): string {
  switch (command.name) {
    case "setTime":
      return ` ${command.time.replace(":", "")}`;
    case "setDate":
      return `;${command.date.replaceAll("/", "")}`;
    case "setWeekday":
      return `&${weekdays.indexOf(command.weekday) + 1}`;
    case "timeFormat":
      return `'${command.format === "12h" ? "S" : "M"}`;
    case "speaker":
      return `!${command.on ? "00" : "FF"}`;
    case "tone":
      return `(${toneCodes[command.tone] ?? command.tone}`;
    case "programmedTone":
      return `(2${hex(command.frequency, 2)}${hex(command.durationTenths, 1)}${hex(command.repeats, 1)}`;
    case "runTimes":
      return `)${command.files.map(spanText).join("")}`;
    case "runDays":
      return `2${command.files.map(({ label, start, stop }) => label + dayCode(start) + dayCode(stop)).join("")}`;
    case "runSequence":
      return `.${command.order}${command.lock}${command.labels}`;
    case "dimming":
      return `/${command.start}${command.stop}`;
    case "counters":
      return `5${command.counters.map(({ number: which, settings }) => which + settings).join("")}`;
    case "setAddress":
      return `7${command.address}`;
    case "temperatureOffset":
      return `T${command.offset}`;
    case "setPictures":
      return `8${picturesText(command.pictures)}`;
    case "addPictures":
      return `9${picturesText(command.pictures)}`;
    case "softReset":
      return ",";
    case "clearErrors":
      return "4";
    case "generalInformation": {
      const { firmware, revision, released, time, format, speaker, totalBytes, freeBytes } = command;
      const start = `\0${firmware}${revision}${released}${time}${format}${speaker}`;
      return `"${start}${hex(totalBytes, 4)},${hex(freeBytes, 4)}`;
    }
    case "memoryPool":
      return `#${hex(command.totalBytes, 4)},${hex(command.freeBytes, 4)}`;
    case "errorRegister":
      return `*${register(command.errors)}`;
    case "networkAnswer":
      return `-${command.type}${command.address}${register(command.errors)}`;
  }
}
