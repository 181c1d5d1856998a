import { z } from "zod";
import { reasonClasses } from "../domain/agentState.ts";
import { weekdays } from "../domain/localDay.ts";
import { languages } from "../domain/vocabulary.ts";
import { buttonSchema, lightingSchema, lightSchema } from "./lightSchema.ts";
import { agentsSchema, seatSchema } from "./seatSchema.ts";

/**
 * The whole of what a site writes. One schema gives the type, the check and the editor's JSON Schema.
 * Cross references (does this queue exist, does this page fit) are checked afterwards, in `checkSite.ts`.
 */

const id = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,62}$/,
    "lower-case letters, digits and hyphens, 63 at most, beginning with a letter or digit",
  );

/** Names that stand in `{name.figure}` and in `when:` must look like a word. */
const name = z
  .string()
  .regex(/^[a-z][a-zA-Z0-9_]{0,30}$/, "a lower-case letter, then letters, digits or _, 31 at most");

/** The colours that a site and a model may name. */
export const colours = ["red", "green", "amber", "yellow", "orange", "white", "blue"] as const;
const colour = z.enum(colours);
const seconds = (least: number, most: number) => z.number().int().min(least).max(most);

const broker = z.strictObject({
  urls: z
    .array(z.string())
    .min(1)
    .max(8)
    .describe("Brokers, tried in turn: mqtt://host:1883 or mqtts://host:8883. No user or password in here."),
  protocol: z
    .enum(["auto", "5", "3.1.1"])
    .default("auto")
    .describe("auto: MQTT 5, and 3.1.1 where the broker refuses it"),
  username: z.string().min(1).max(256).optional(),
  passwordFile: z
    .string()
    .min(1)
    .optional()
    .describe("A file with the password, or credential:NAME for one given by systemd"),
  clientId: id.optional().describe("Unique for each controller; bandeau-SITE-NODE when absent"),
  keepAliveSeconds: seconds(5, 600).default(20),
  tls: z
    .strictObject({
      caFile: z.string().min(1).optional(),
      certificateFile: z.string().min(1).optional(),
      keyFile: z.string().min(1).optional(),
    })
    .optional()
    .describe("The site's own authority, and this controller's certificate where the broker asks for one"),
});

const reason = z.strictObject({
  class: z
    .enum(reasonClasses)
    .describe("private: nothing of it is shown, logged or passed on, the agent is simply not ready"),
  label: z.string().min(1).max(64).optional().describe("The site's own word for it"),
});

const source = z.strictObject({
  profile: z.string().default("native").describe("How this ACD's messages are read: a file of devices/acds"),
  subscribe: z
    .union([z.string(), z.array(z.string()).min(1).max(64)])
    .optional()
    .describe("Topics of the statistics; cc/1/SITE/acd/SOURCE/queue/+/stats when absent"),
  status: z
    .union([z.string(), z.literal(false)])
    .optional()
    .describe(
      "Topic that says whether the ACD's bridge lives; cc/1/SITE/acd/SOURCE/status when absent, false for none",
    ),
  staleAfterSeconds: seconds(2, 86_400)
    .optional()
    .describe("Figures older than this become dashes; as the profile says, else 60, when absent"),
  options: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string()).max(64)]))
    .default({})
    .describe("Options of the profile, such as zone or thresholdSeconds"),
  agents: z
    .boolean()
    .default(false)
    .describe(
      "true: also the states of single agents, which are personal data; off unless something needs them",
    ),
  reasons: z
    .record(z.string().min(1).max(200), reason)
    .default({})
    .describe(
      "What the ACD's reasons mean: its code, GROUP/CODE where each group counts its own, or its word",
    ),
});

const queue = z.strictObject({
  source: id.optional().describe("Which ACD; may be left out when there is only one"),
  id: z
    .string()
    .min(1)
    .max(128)
    .describe('The queue\'s id as the ACD sends it, always in quotes: "0012" is not 12'),
  name: z.string().min(1).max(64).optional().describe("What people call it, for {queue.name}"),
});

const group = z.strictObject({
  queues: z.array(name).min(1).max(256),
  name: z.string().min(1).max(64).optional(),
  agents: z
    .enum(["none", "add"])
    .optional()
    .describe(
      "add: the queues share no agent, so their agents may be added; none: agents show as dashes, as when absent, unless all their ACDs have agentsShared: false",
    ),
});

const step = z
  .strictObject({
    above: z.number().optional().describe("Enter when the figure is this or more"),
    below: z.number().optional().describe("Enter when the figure is this or less"),
    back: z.number().optional().describe("Leave only past this figure; the limit itself when absent"),
    colour,
    blink: z.boolean().default(false),
  })
  .refine((value) => (value.above === undefined) !== (value.below === undefined), {
    message: "needs either above or below, not both",
  });

const threshold = z.strictObject({
  figure: z.string().describe("waiting, longestWait, serviceLevel and so on"),
  of: z.array(name).min(1).optional().describe("Queues and groups it is for; all when absent"),
  steps: z.array(step).min(1).max(8).describe("From the mildest to the worst; the last that holds wins"),
  minimumSeconds: seconds(0, 3600)
    .default(20)
    .describe("A colour stays at least this long before a milder one"),
});

const line = z.union([
  z.string().max(500),
  z.strictObject({
    text: z.string().max(500),
    colour: colour.optional(),
    align: z.enum(["left", "centre", "right"]).default("left"),
  }),
]);

const lines = z.array(line).min(1).max(16);

const page = z.strictObject({
  id: id.optional().describe("For logs and topics; page-1, page-2 and so on when absent"),
  lines,
  seconds: seconds(1, 3600).default(10).describe("How long it stays when several pages take turns"),
  when: z.string().max(500).optional().describe("Shown only while this holds: sales.waiting > 0"),
});

const alarm = z.strictObject({
  id: id.optional(),
  lines,
  when: z.string().max(500),
  blink: z.boolean().default(true),
  minimumSeconds: seconds(0, 3600).default(20).describe("Stays at least this long"),
});

/** Gives every page and alarm an id of its own: page-1, page-2 and so on where the site gives none. */
const named = <Item extends { id?: string | undefined }>(word: string, items: readonly Item[]) =>
  items.map((item, index) => ({ ...item, id: item.id ?? `${word}-${index + 1}` }));

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, "HH:MM, from 00:00 to 24:00");

const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "a date such as 2026-12-25");

const hoursRule = z.union([
  z.strictObject({ days: z.array(z.enum(weekdays)).min(1).max(7), from: time, to: time }),
  z.strictObject({ date, from: time, to: time }),
  z.strictObject({ date, closed: z.literal(true) }),
]);

const peak = z.strictObject({
  name: z.string().min(1).max(64).describe("For people: Mother's Day"),
  from: date,
  to: date.describe("The last day, included"),
  thresholds: z
    .array(threshold)
    .min(1)
    .max(64)
    .describe("They replace the usual ones for the same figure on these days"),
});

/** One display of a site and all that it shows. */
export const displaySchema = z.strictObject({
  id: id.describe("For logs and topics"),
  model: id.describe("A file of devices/displays: bandeau devices lists them"),
  port: z
    .string()
    .min(1)
    .describe(
      "/dev/serial/by-id/… for a serial line, tcp://host:port for a serial server, simulated for none",
    ),
  serial: z
    .strictObject({
      baudRate: z.number().int().min(300).max(1_000_000).optional(),
      dataBits: z.union([z.literal(7), z.literal(8)]).optional(),
      parity: z.enum(["none", "even", "odd"]).optional(),
      stopBits: z.union([z.literal(1), z.literal(2)]).optional(),
      softwareParity: z
        .boolean()
        .optional()
        .describe("true: the adapter or server only does 8 bits, so the parity bit is made here"),
    })
    .optional()
    .describe("Only what differs from the model"),
  settings: z
    .record(z.string(), z.unknown())
    .default({})
    .describe("Settings of the driver that differ from the model"),
  colour: colour.default("green").describe("Colour of text and of figures that no threshold colours"),
  language: z.enum(languages).optional().describe("When it differs from the site's"),
  pages: z
    .array(page)
    .min(1)
    .max(20)
    .transform((pages) => named("page", pages))
    .describe("What the display shows, in turn"),
  alarms: z
    .array(alarm)
    .max(8)
    .default([])
    .transform((alarms) => named("alarm", alarms))
    .describe("They interrupt; the first whose condition holds wins"),
  zones: z
    .array(id)
    .max(16)
    .default([])
    .describe("Whose messages it shows, beside those for all and for this display"),
  followHours: z.boolean().default(true).describe("false: it shows its pages outside opening hours too"),
  noDataAfterSeconds: seconds(0, 86_400)
    .default(300)
    .describe("A page with nothing but stale figures gives way to NO DATA after this"),
  atStop: z
    .union([z.enum(["blank", "keep"]), z.strictObject({ text: z.string().max(100) })])
    .default("blank")
    .describe("What stays on the display when the daemon stops"),
});

/** The form of a site's file. */
export const siteSchema = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1).describe("Version of this file's form"),
  site: id,
  node: id.describe("This controller's name, unique on the site"),
  language: z.enum(languages).default("en"),
  timeZone: z.string().optional().describe("Such as Europe/Paris; the machine's own when absent"),
  broker,
  sources: z.record(id, source).describe("The ACDs, by the name their topics carry"),
  queues: z.record(name, queue).describe("Queues by the name used in pages"),
  groups: z.record(name, group).default({}).describe("Several queues shown as one"),
  serviceLevel: z
    .strictObject({
      show: z
        .enum(["computed", "vendor"])
        .default("computed")
        .describe(
          "computed: ours where it can be computed, else the vendor's; vendor: as the supervisor's screen says",
        ),
      roundDown: z
        .boolean()
        .default(true)
        .describe("79.6 % shows as 79, so that a missed goal never looks met"),
    })
    .prefault({}),
  thresholds: z.array(threshold).max(64).default([]),
  hours: z
    .array(hoursRule)
    .max(400)
    .default([])
    .describe("When the centre is open; always when absent. A date's rules replace those of its weekday"),
  peaks: z.array(peak).max(64).default([]).describe("Days with other limits"),
  labels: z
    .record(z.string(), z.string().min(1).max(12))
    .default({})
    .describe("The site's own words for figures, 12 characters at most"),
  displays: z
    .array(displaySchema)
    .max(64)
    .default([])
    .describe("May be left out where this controller has seats only"),
  agents: agentsSchema.prefault({}).describe("Agents and their headsets: what holds for all seats"),
  seats: z.array(seatSchema).max(64).default([]).describe("Desks whose headsets hang on this controller"),
  lighting: lightingSchema.prefault({}).describe("What holds for all lights"),
  lights: z.array(lightSchema).max(64).default([]).describe("Stack lights, busylights and lamps"),
  buttons: z.array(buttonSchema).max(32).default([]).describe("Push buttons on GPIO lines"),
  stateFolder: z
    .string()
    .min(1)
    .default("/var/lib/bandeau")
    .describe("Where changes of agents' states wait for the bus, for agents.authority seat"),
  metrics: z
    .strictObject({
      listen: z.string().describe("127.0.0.1:9464 for Prometheus; nothing listens when absent"),
    })
    .optional(),
});

/** A site's configuration, checked, with every option filled in. */
export type Site = z.output<typeof siteSchema>;
/** One seat of a checked site. */
export type SiteSeat = Site["seats"][number];
/** One light of a checked site. */
export type SiteLight = Site["lights"][number];
/** One rule of a light. */
export type SiteLightRule = SiteLight["rules"][number];
/** One button of a checked site. */
export type SiteButton = Site["buttons"][number];
/** One display of a checked site. */
export type SiteDisplay = Site["displays"][number];
