import { z } from "zod";
import {
  agentStates,
  callKinds,
  callPhases,
  confidences,
  pendingStates,
  reasonClasses,
} from "../../domain/agentState.ts";
import { formulas, qualityReasons } from "../../domain/queueStatistics.ts";
import { type NumberKind, numberKinds } from "./figureKinds.ts";
import { isZone } from "./localTime.ts";
import { type ReaderName, readers } from "./readers.ts";
import { ages, units } from "./units.ts";

/** What a profile may say: where the figures of one kind of ACD stand in its messages. Data only, no expressions. */

const key = z.string().min(1).max(128);
const dotted = z.string().min(1).max(200);
const scalar = z.union([z.string().max(128), z.number(), z.boolean()]);
const zone = z.string().refine(isZone, "is not a time zone such as Europe/Paris");

const path = z
  .union([dotted, z.array(key).min(1).max(16)])
  .describe("keys joined by points; a list of keys where a key holds a point itself");

const from = z.strictObject({
  from: path,
  unit: z.enum(units).optional(),
  absent: z
    .union([z.literal(0), z.null()])
    .optional()
    .describe("what a missing key means: 0 or unknown"),
  map: z.record(z.string(), scalar).optional().describe("the source's word: ours"),
});

const operand = z.union([dotted, from]);

const below = z
  .strictObject({
    below: z.strictObject({
      limit: z.enum(["threshold", "short"]).describe("up to thresholdSeconds, or to shortAbandonSeconds"),
      classes: z
        .array(
          z.strictObject({
            seconds: z.number().positive().max(86_400).describe("where it ends"),
            from: path,
          }),
        )
        .min(1)
        .max(64)
        .refine(
          (classes) =>
            classes.every(({ seconds }, at) => at === 0 || seconds > Number(classes[at - 1]?.seconds)),
          "classes go from the shortest wait to the longest",
        ),
    }),
  })
  .describe("what a source counts by classes of waiting time; `buckets:` says what one class counts");

const calculated = z.union([
  operand,
  z.strictObject({ sum: z.array(operand).min(1).max(16) }),
  z.strictObject({ minus: z.tuple([operand, operand]) }),
  z
    .strictObject({ over: z.tuple([operand, operand]) })
    .describe("the first by the second; unknown over nothing; times a hundred for a percentage"),
]);

const field = z.union([
  calculated,
  below,
  z
    .strictObject({ first: z.array(calculated).min(2).max(8) })
    .describe("the first of them that the message knows, where releases or exports differ"),
  z.strictObject({
    count: z.strictObject({
      in: path.describe("a list of objects in the row"),
      where: z
        .record(dotted, z.union([scalar, z.array(scalar).min(1).max(64)]))
        .describe("count those that match"),
    }),
  }),
  z.strictObject({ value: z.number() }),
]);

function fields<K extends string>(kinds: Readonly<Record<K, NumberKind>>) {
  const names = Object.keys(kinds) as K[];
  return Object.fromEntries(names.map((name) => [name, field.optional()])) as Record<
    K,
    z.ZodOptional<typeof field>
  >;
}

const observedAt = z.union([
  dotted,
  z.strictObject({
    from: path,
    unit: z
      .enum(["instant", "epoch", "instant-or-epoch", "epoch-ms", "epoch-s", "local-datetime"])
      .default("instant"),
    zone: zone.optional(),
  }),
]);

/** What a site may set for its ACD, under `options:` of the source. */
export const profileOptions = z.strictObject({
  zone: zone.optional().describe("zone of the source's local times"),
  timeUnit: z.enum(["s", "ms", "min"]).optional().describe("unit of durations that name none"),
  window: z.string().min(1).max(64).optional(),
  serviceLevelFormula: z.enum(formulas).optional(),
  thresholdSeconds: z.number().positive().max(86_400).optional(),
  ringingCountedInWaiting: z.boolean().optional(),
  mergePartial: z.boolean().optional().describe("true: messages hold only what changed"),
  shortAbandonSeconds: z
    .number()
    .positive()
    .max(600)
    .optional()
    .describe("who hangs up sooner is a short abandon, where the source counts by classes of time"),
  buckets: z.enum(["exclusive", "cumulative"]).optional().describe("what a class of waiting times counts"),
  channels: z.array(z.string().min(1).max(64)).min(1).max(16).optional().describe("voice only when absent"),
  agentsShared: z
    .boolean()
    .optional()
    .describe("false: an agent belongs to one queue only, so agents of a group may be added"),
  staleAfterSeconds: z.number().positive().max(86_400).optional(),
  absent: z.union([z.literal(0), z.null()]).optional(),
});

const agentMeaning = z.strictObject({
  state: z.enum(agentStates),
  callKind: z.enum(callKinds).optional(),
  callPhase: z.enum(callPhases).optional(),
  pending: z.enum(pendingStates).optional(),
  reason: z.enum(reasonClasses).optional().describe("kind of reason that the word itself implies"),
  confidence: z.enum(confidences).optional(),
});

const translated = <Word extends string>(words: readonly [Word, ...Word[]]) =>
  z.strictObject({ from: path, map: z.record(z.string(), z.enum(words)) });

const stateWord = {
  from: path,
  map: z.record(z.string(), z.union([z.enum(agentStates), agentMeaning])),
};

const agent = z.strictObject({
  rows: z
    .union([z.literal(""), path])
    .default("")
    .describe("path of the list of agents"),
  keep: z.record(dotted, z.array(scalar).min(1).max(64)).default({}).describe("rows to take, all others go"),
  repeats: z
    .boolean()
    .default(true)
    .describe(
      "false: an agent is told only when something changes, so its state holds while the source speaks",
    ),
  id: operand,
  extension: operand.optional().describe("the set at which the agent sits"),
  state: z
    .strictObject({
      unless: z
        .array(z.strictObject(stateWord))
        .min(1)
        .max(4)
        .optional()
        .describe("other places, asked first: a word there that is in its map counts, any other does not"),
      ...stateWord,
    })
    .describe('the source\'s word for the state: ours; "*" stands for any other word'),
  callKind: translated(callKinds).optional(),
  callPhase: translated(callPhases).optional(),
  pending: translated(pendingStates).optional(),
  reason: z
    .strictObject({
      code: operand,
      label: operand.optional(),
      group: operand.optional().describe("whose list the code is an index of; a site then maps GROUP/CODE"),
    })
    .optional(),
  since: z
    .union([
      observedAt,
      z.strictObject({
        from: path,
        age: z.enum(ages).describe("unit of the time spent in the state so far"),
      }),
    ])
    .optional(),
  observedAt: observedAt.optional(),
});

const sample = z.strictObject({
  payload: z.unknown().describe("text as received, or its JSON"),
  receivedAt: z.string().optional(),
  options: profileOptions.default({}),
  means: z
    .record(z.string(), z.record(dotted, z.union([scalar, z.null()])))
    .default({})
    .describe("for each queue id: path of the model to value"),
  agents: z
    .record(z.string(), z.record(dotted, z.union([scalar, z.null()])))
    .default({})
    .describe("for each agent id: path of the agent's state to value"),
});

const profileForm = z.strictObject({
  schema: z.literal(1),
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  name: z.string().max(64).optional(),
  reader: z.enum(Object.keys(readers) as [ReaderName, ...ReaderName[]]),
  rows: z.union([z.literal(""), path]).default(""),
  keep: z.record(dotted, z.array(scalar).min(1).max(64)).default({}).describe("rows to take, all others go"),
  channel: path
    .optional()
    .describe(
      "where a row says its channel; rows of others than voice stay out unless `channels:` names them",
    ),
  sentinels: z
    .array(z.union([z.string(), z.number()]))
    .max(32)
    .default(["", "N/A", "-", "???", -1])
    .describe("values that mean unknown"),
  absent: z
    .union([z.literal(0), z.null()])
    .default(null)
    .describe("what a missing counter means"),
  layout: z
    .unknown()
    .default({})
    .describe("what the reader has to know of the messages' form; each reader says what"),
  queue: z
    .strictObject({ id: operand, name: operand.optional(), state: operand.optional() })
    .optional()
    .describe("absent when the messages tell of agents only"),
  observedAt: observedAt.optional(),
  now: z.strictObject(fields(numberKinds.now)).default({}),
  agents: z.strictObject(fields(numberKinds.agents)).default({}),
  totals: z
    .strictObject({
      window: z.string().min(1).max(64).optional(),
      since: observedAt.optional().describe("when the window began, where the message says it"),
      ...fields(numberKinds.totals),
    })
    .default({}),
  averages: z
    .strictObject({ method: z.enum(["mean", "smoothed"]).optional(), ...fields(numberKinds.averages) })
    .default({}),
  peaks: z.strictObject(fields(numberKinds.peaks)).default({}),
  serviceLevel: z
    .strictObject({ formula: z.enum(formulas).optional(), ...fields(numberKinds.serviceLevel) })
    .default({}),
  quality: z
    .array(
      z.strictObject({
        path: dotted,
        reason: z.enum(qualityReasons),
        when: z
          .record(dotted, z.union([scalar, z.array(scalar).min(1).max(64)]))
          .optional()
          .describe("for rows with these values only"),
      }),
    )
    .max(16)
    .default([])
    .describe("what must be known of figures that this ACD gives"),
  agent: agent.optional().describe("states of single agents, where the messages tell them"),
  options: profileOptions.default({}),
  samples: z.array(sample).min(1).max(32),
  source: z.string().min(1).describe("where this was learnt"),
});

/** The form of a profile; what its reader has to know of the messages is checked by the reader's own schema. */
export const profileSchema = profileForm.superRefine((profile, context) => {
  if (profile.queue === undefined && profile.agent === undefined)
    context.addIssue({ code: "custom", path: [], message: "maps neither queues nor agents" });
  const layout = readers[profile.reader].layout.safeParse(profile.layout);
  for (const issue of layout.error?.issues ?? [])
    context.addIssue({ code: "custom", path: ["layout", ...issue.path], message: issue.message });
});

export type Profile = z.output<typeof profileForm>;
export type ProfileOptions = z.output<typeof profileOptions>;
export type FieldSpec = z.output<typeof field>;
export type BelowSpec = z.output<typeof below>;
export type AgentMeaning = z.output<typeof agentMeaning>;
export type OperandSpec = z.output<typeof operand>;
