import { z } from "zod";
import { MOST_FLASH_HZ } from "../domain/light.ts";
import { weekdays } from "../domain/localDay.ts";
import { seatWords } from "../domain/seatWords.ts";

/** The colours that a light may be given. */
export const lightColours = [
  "red",
  "orange",
  "amber",
  "yellow",
  "green",
  "cyan",
  "blue",
  "magenta",
  "white",
] as const;

const id = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,54}$/,
    "lower-case letters, digits and hyphens, 55 at most, beginning with a letter or digit",
  );

const colour = z.union([
  z.enum(lightColours),
  z.string().regex(/^#[0-9a-fA-F]{6}$/, "a colour's name, or #RRGGBB"),
]);

const seconds = (least: number, most: number) => z.number().int().min(least).max(most);
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, "HH:MM, from 00:00 to 24:00");

const gpioLine = z.union([
  z.number().int().min(0).max(1_023).describe("The offset in its chip: the BCM number on a Raspberry Pi"),
  z.string().min(1).max(32).describe("The line's name: GPIO17"),
]);

const gpioBackend = z.enum(["auto", "onoff", "gpiochip", "simulated"]).default("auto");

const gpioChip = z
  .string()
  .min(1)
  .max(64)
  .default("auto")
  .describe(
    "auto: a Raspberry Pi's header; else a chip's label, or /dev/gpiochipN: bandeau doctor gpio lists them",
  );

const limit = z.number().describe("As in thresholds");

/** What holds while a rule wins. */
const look = {
  colour: colour.optional().describe("On a light with lamps of one colour each: the lamps of this colour"),
  off: z.literal(true).optional().describe("Dark, instead of a colour"),
  lamp: z.string().max(32).optional().describe("Only this lamp; other rules decide about the others"),
  flash: z.enum(["slow", "fast"]).optional(),
  dim: z.number().int().min(1).max(100).optional().describe("Percent of full brightness; 100 when absent"),
  fadeMs: z.number().int().min(0).max(60_000).optional(),
  buzzerSeconds: seconds(1, 30)
    .optional()
    .describe("The buzzer sounds so long, once each time the rule begins to win"),
  minimumSeconds: seconds(0, 3_600).optional().describe("It stays at least so long; 5 when absent"),
  id: id.optional(),
};

/** One rule: a condition (always, when it has none) and what the light is while it holds. */
const rule = z.strictObject({
  when: z
    .string()
    .max(500)
    .optional()
    .describe("A condition on figures: sales.waiting > 0 && sales.ready == 0"),
  figure: z
    .string()
    .max(64)
    .optional()
    .describe("A figure with a limit: waiting, longestWait, serviceLevel and so on"),
  load: z
    .string()
    .max(31)
    .optional()
    .describe(
      "Calls waiting per hundred manned positions of this queue or group, in percent, with a limit: 100, 150, 200",
    ),
  of: z.string().max(31).optional().describe("The queue or group of the figure"),
  above: limit.optional(),
  below: limit.optional(),
  back: z.number().optional().describe("The rule ends only past this; at the limit itself when absent"),
  seat: id.optional().describe("An agent's seat"),
  is: z
    .union([z.enum(seatWords), z.array(z.enum(seatWords)).min(1).max(seatWords.length)])
    .optional()
    .describe("What the seat must be; one of several"),
  message: z
    .enum(["emergency", "urgent", "normal", "any"])
    .optional()
    .describe("A supervisor's message of this priority or a higher one is on"),
  zones: z
    .array(id)
    .max(16)
    .optional()
    .describe("For messages: of these zones, beside those for all and for this light"),
  noData: z
    .union([z.literal(true), z.string().max(31)])
    .optional()
    .describe("The figures of this queue or group, or of all (true), are stale or were never there"),
  health: z
    .enum(["degraded", "down", "broker"])
    .optional()
    .describe("A device of this controller is degraded or down, or there is no broker"),
  during: z
    .strictObject({ days: z.array(z.enum(weekdays)).min(1).max(7).optional(), from: time, to: time })
    .optional()
    .describe("Only at these times"),
  ...look,
});

/** One light of a site and what it follows. */
export const lightSchema = z.strictObject({
  id: id.describe("For logs and topics"),
  model: z.string().min(1).max(63).describe("A file of devices/lights: bandeau light list shows them"),
  port: z
    .string()
    .min(1)
    .optional()
    .describe("/dev/serial/by-id/… for a serial line, tcp://host:port for the network, simulated for none"),
  usb: z
    .strictObject({
      serial: z.string().min(1).max(128).optional().describe("Its serial number, where it has one"),
      usbPort: z
        .string()
        .min(1)
        .max(256)
        .optional()
        .describe("Where it is plugged in, as bandeau devices shows it"),
    })
    .optional()
    .describe("Which USB light it is; the only one of its model when empty"),
  gpio: z
    .strictObject({
      backend: gpioBackend,
      chip: gpioChip,
      lines: z
        .record(z.string().max(32), gpioLine)
        .describe("The line of each lamp, by the lamp's name; buzzer too"),
      activeLow: z.boolean().default(false).describe("true: a relay board that switches on at 0 V"),
      sysfsNumbers: z
        .record(z.string().max(32), z.number().int().min(0).max(65_535))
        .optional()
        .describe("Instead of chip and line, for onoff where nothing else helps"),
    })
    .optional(),
  topic: z.string().min(1).max(200).optional().describe("The base topic of a light on the bus: wled/hall"),
  settings: z
    .record(z.string(), z.unknown())
    .default({})
    .describe("Settings of the driver that differ from the model"),
  serial: z
    .strictObject({
      baudRate: z.number().int().min(300).max(1_000_000).optional(),
      dataBits: z.union([z.literal(7), z.literal(8)]).optional(),
      parity: z.enum(["none", "even", "odd"]).optional(),
      stopBits: z.union([z.literal(1), z.literal(2)]).optional(),
    })
    .optional()
    .describe("Only what differs from the model"),
  seat: id
    .optional()
    .describe("It is the light of this seat: the usual rules for an agent stand below its own ones"),
  rules: z.array(rule).max(32).default([]).describe("The first that holds wins, for each lamp"),
  flashRelays: z
    .boolean()
    .default(false)
    .describe("true: relays may flash too, although 1 Hz wears them out in some 28 hours"),
  quiet: z
    .strictObject({
      days: z.array(z.enum(weekdays)).min(1).max(7).optional(),
      from: time,
      to: time.describe("Before `from`: it lasts over midnight"),
      dim: z.number().int().min(1).max(100).optional(),
      off: z.literal(true).optional().describe("Dark in this time"),
    })
    .optional()
    .describe("Hours without buzzer and without flashing, but for emergencies"),
  followHours: z
    .boolean()
    .default(true)
    .describe("true: dark while the centre is closed, but for emergencies"),
  atStop: z.enum(["off", "keep"]).default("off").describe("What it is when the daemon has stopped"),
});

/** How fast a light flashes; faster is refused, not slowed down. */
const flashHz = z
  .number()
  .min(0.1)
  .max(MOST_FLASH_HZ, `${MOST_FLASH_HZ} Hz or less: faster light can bring on a seizure`);

/** What holds for all lights. */
export const lightingSchema = z.strictObject({
  slowHz: flashHz.default(0.5),
  fastHz: flashHz.default(1).describe("2.5 at most: faster light can bring on a seizure"),
  wholeWall: z
    .boolean()
    .default(false)
    .describe(
      "true: all lights may flash at once; else those that mean the same thing burn, but for the first",
    ),
});

/** A push button on a GPIO line. */
export const buttonSchema = z.strictObject({
  id,
  gpio: z.strictObject({
    backend: gpioBackend,
    chip: gpioChip,
    line: gpioLine,
    activeLow: z.boolean().default(true).describe("true: the button pulls its line to 0 V"),
    pull: z.enum(["none", "up", "down"]).default("none"),
    sysfsNumber: z.number().int().min(0).max(65_535).optional(),
  }),
  debounceMs: z.number().int().min(5).max(1_000).default(30),
  press: z.enum(["acknowledgeAlarm", "callSupervisor"]),
  seat: id.optional().describe("For callSupervisor: whose button it is"),
});
