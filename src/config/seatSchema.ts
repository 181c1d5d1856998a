import { z } from "zod";
import { reasonClasses } from "../domain/agentState.ts";

/** Shorter than other ids: the headset of a seat gets a name of its own behind it. */
const LONGEST_SEAT_ID = 55;

const seatId = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]*$/,
    "lower-case letters, digits and hyphens, 55 at most, beginning with a letter or digit",
  )
  .max(LONGEST_SEAT_ID);

/** As the ACD sends it: a text, because "0012" is not 12. */
const acdWord = z.string().min(1).max(128);

const reason = z.strictObject({
  code: z.string().min(1).max(64).describe("As the ACD calls it"),
  label: z.string().min(1).max(64).optional().describe("The site's own word for it"),
  class: z
    .enum(reasonClasses)
    .default("other")
    .describe("private: nothing of it leaves the seat, the agent is simply not ready"),
});

const action = z
  .union([
    z.enum([
      "ready",
      "notReady",
      "logOut",
      "answer",
      "end",
      "mute",
      "hold",
      "acknowledgeAlarm",
      "callSupervisor",
    ]),
    z.strictObject({ do: z.literal("notReady"), reason }),
  ])
  .optional();

const meanings = z.strictObject({
  hookOff: action,
  hookOn: action,
  muteOn: action,
  muteOff: action,
  flash: action,
  flashLong: action.describe("The flash key, held for a second"),
  redial: action,
  reject: action,
  doubleMute: action.describe("Twice within 0.4 s; a single press then waits so long before it counts"),
  doubleFlash: action,
  doubleHook: action,
});

const onUnplug = z.union([
  z.literal("keep"),
  z.strictObject({
    notReadyAfterSeconds: z.number().int().min(0).max(3_600),
    reason: reason.optional(),
  }),
]);

const wrapUpSeconds = z.number().int().min(0).max(3_600);
const callKind = z.enum(["queue", "unknown"]);

/** What holds for all seats of a site. */
export const agentsSchema = z.strictObject({
  authority: z
    .enum(["acd", "seat"])
    .default("acd")
    .describe(
      "Who decides what an agent is. acd: gestures are requests to the ACD; seat: hook and gestures are the state, and the ACD follows",
    ),
  source: z.string().optional().describe("Which ACD; may be left out when there is only one"),
  keyFile: z
    .string()
    .min(1)
    .optional()
    .describe(
      "A file with the site's key, of which pseudonyms are made, or credential:NAME for one given by systemd",
    ),
  pseudonyms: z
    .enum(["daily", "fixed", "none"])
    .default("daily")
    .describe(
      "How agents are named on the bus. daily: by other words each day (UTC); none: by their ids, for everybody to see",
    ),
  wrapUpSeconds: wrapUpSeconds
    .default(0)
    .describe("authority seat: how long the work after a call lasts; 0 for none"),
  callKind: callKind
    .default("queue")
    .describe("authority seat: what a call is of which only the headset tells"),
  afterLogin: z
    .enum(["ready", "notReady"])
    .default("notReady")
    .describe("authority seat: what an agent is who has just come"),
  onUnplug: onUnplug
    .default("keep")
    .describe("authority seat: what becomes of an agent whose headset is unplugged"),
  permanentLink: z
    .boolean()
    .default(false)
    .describe("true: headsets stay off hook between calls, so their hook says nothing"),
  linkFollowsCall: z
    .boolean()
    .default(true)
    .describe("authority acd: the headset goes off and on hook with the calls of which the ACD tells"),
  hintLed: z
    .enum(["hold", "none"])
    .default("hold")
    .describe(
      "Which light of the headset says how it goes with a request while there is no call. hold: burns while it is pending, flashes when it is refused; none: only the seat's light and the topic hint",
    ),
  gestures: meanings.prefault({}).describe("What gestures mean here; those that are left out mean nothing"),
});

/** A desk with a headset. */
export const seatSchema = z.strictObject({
  id: seatId.describe("For topics"),
  headset: z
    .strictObject({
      serial: z.string().min(1).max(128).optional().describe("Its serial number, which the best ones have"),
      usbPort: z
        .string()
        .min(1)
        .max(256)
        .optional()
        .describe("Where it is plugged in, as bandeau devices shows it"),
      model: z.string().min(1).max(64).optional().describe("A file of devices/headsets"),
      port: z
        .string()
        .min(1)
        .optional()
        .describe("tcp://host:port of a headset of bandeau sim headset, or simulated for none"),
    })
    .prefault({})
    .describe("Which headset it is; the only one there is when nothing is said"),
  agent: z
    .union([
      z.strictObject({ id: acdWord.describe("Always this agent: the ACD's id, in quotes") }),
      z.strictObject({
        extension: acdWord.describe("Whoever the ACD says is logged in at this telephone, in quotes"),
      }),
      z.strictObject({ login: z.literal(true).describe("Whoever the login message names") }),
    ])
    .describe("Who sits there"),
  wrapUpSeconds: wrapUpSeconds.optional().describe("When it differs from agents.wrapUpSeconds"),
  callKind: callKind.optional(),
  onUnplug: onUnplug.optional(),
  permanentLink: z.boolean().optional(),
  linkFollowsCall: z.boolean().optional(),
});
