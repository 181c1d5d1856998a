import { z } from "zod";
import { errorBits, runDayNames, timeCodeOf, toneCodes, weekdays } from "./specialWords.ts";

const label = z.string().regex(/^[\0\x01\x05-\xff]$/, "one character");
const pair = z.string().regex(/^[0-9A-F]{2}$/, "two hexadecimal digits in capitals");
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time such as 09:21");
const byteCount = z.number().int().min(0).max(0xffff);

const runTime = z
  .string()
  .refine((time) => timeCodeOf(time) !== null, { message: "a time such as 09:20, allDay, never or always" });
const runDay = z.enum([...runDayNames.values()]);
const errors = z.array(z.enum(Object.keys(errorBits))).max(6);

const largePicture = z.strictObject({
  picture: z.string().regex(/^[ -~]{9}$/, "nine characters, with blanks in front"),
  lock: z.enum(["U", "L"]),
  rows: byteCount,
  columns: byteCount,
  colours: z.enum(["01", "02", "08"]),
});

const special = <Name extends string, Shape extends z.ZodRawShape, Framing extends z.ZodRawShape>(
  name: Name,
  shape: Shape,
  framing: Framing,
) => z.strictObject({ name: z.literal(name), ...shape, ...framing });

/** The form of every special function in words; `framing` is what each command of a frame has besides. */
export const specialForms = <Framing extends z.ZodRawShape>(framing: Framing) =>
  [
    special("setTime", { time: timeOfDay }, framing),
    special("setDate", { date: z.string().regex(/^\d\d\/\d\d\/\d\d$/, "month/day/year") }, framing),
    special("setWeekday", { weekday: z.enum(weekdays) }, framing),
    special("timeFormat", { format: z.enum(["12h", "24h"]) }, framing),
    special("speaker", { on: z.boolean() }, framing),
    special("tone", { tone: z.enum(Object.keys(toneCodes)) }, framing),
    special(
      "programmedTone",
      {
        frequency: z.number().int().min(1).max(0xfe),
        durationTenths: z.number().int().min(1).max(15),
        repeats: z.number().int().min(0).max(15),
      },
      framing,
    ),
    special(
      "runTimes",
      { files: z.array(z.strictObject({ label, start: runTime, stop: runTime })).max(256) },
      framing,
    ),
    special(
      "runDays",
      { files: z.array(z.strictObject({ label, start: runDay, stop: runDay })).max(256) },
      framing,
    ),
    special(
      "runSequence",
      { order: label, lock: label, labels: z.string().regex(/^[\0\x01\x05-\xff]{0,32768}$/, "file labels") },
      framing,
    ),
    special("dimming", { start: pair, stop: pair }, framing),
    special(
      "counters",
      {
        counters: z
          .array(
            z.strictObject({
              number: z.string().regex(/^[1-5]$/, "1 to 5"),
              settings: z.string().regex(/^[\0\x01\x05-\xff]{44}$/, "44 characters"),
            }),
          )
          .min(1)
          .max(64),
      },
      framing,
    ),
    special("setAddress", { address: pair }, framing),
    special("temperatureOffset", { offset: z.string().regex(/^[+-]\d$/, "a sign and a digit") }, framing),
    special("setPictures", { pictures: z.array(largePicture).max(256) }, framing),
    special("addPictures", { pictures: z.array(largePicture).max(256) }, framing),
    special("softReset", {}, framing),
    special("clearErrors", {}, framing),
    special(
      "generalInformation",
      {
        firmware: z.string().regex(/^[ -~]{8}$/, "eight characters"),
        revision: z.string().regex(/^[A-Z]?$/, "a letter, or nothing"),
        released: z.string().regex(/^\d{4}$/, "month and year"),
        time: z.string().regex(/^\d{4}$/, "hours and minutes"),
        format: z.enum(["S", "M", ""]),
        speaker: z.enum(["00", "FF"]),
        totalBytes: byteCount,
        freeBytes: byteCount,
      },
      framing,
    ),
    special("memoryPool", { totalBytes: byteCount, freeBytes: byteCount }, framing),
    special("errorRegister", { errors }, framing),
    special(
      "networkAnswer",
      { type: z.string().regex(/^[\x05-\xff]$/, "one character"), address: pair, errors },
      framing,
    ),
  ] as const;
