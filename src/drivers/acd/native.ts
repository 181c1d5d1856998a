import type { Quality, QueueStatistics } from "../../domain/queueStatistics.ts";
import { formulas, qualityReasons, queueStates } from "../../domain/queueStatistics.ts";
import { settle, withQuality } from "../../domain/statisticsRules.ts";
import type { JsonObject } from "./boundedJson.ts";
import { isJsonObject, own, parseJson } from "./boundedJson.ts";
import { numberKinds } from "./figureKinds.ts";
import { jsonMessages } from "./jsonMessages.ts";
import { MessageSection } from "./messageSection.ts";
import type { ReadProblem, ReadResult, ReadStatistics } from "./readStatistics.ts";
import { refused } from "./readStatistics.ts";

const longestId = 128;
const longestPath = 64;
const mostRemarks = 32;
const mostIgnored = 200;

function readQuality(message: MessageSection): readonly Quality[] {
  const list = message.value("quality");
  if (list === null) return [];
  if (!Array.isArray(list) || list.length > mostRemarks) {
    message.problem("quality", `is not a list of at most ${mostRemarks}`);
    return [];
  }
  let quality: readonly Quality[] = [];
  for (const entry of list) {
    const path = isJsonObject(entry) ? own(entry, "path") : null;
    const reason = isJsonObject(entry) ? qualityReasons.find((word) => word === own(entry, "reason")) : null;
    if (typeof path !== "string" || path.length > longestPath || reason === undefined || reason === null) {
      message.problem("quality", "holds a remark that is not a known one");
    } else quality = withQuality(quality, path, reason);
  }
  return quality;
}

/** A percentage is only ours when its formula is named; without one it is the vendor's word. */
function readServiceLevel(section: MessageSection): QueueStatistics["serviceLevel"] {
  const numbers = section.numbers(numberKinds.serviceLevel);
  const formula = section.oneOf("formula", formulas);
  if (formula !== null || numbers.percent === null) return { ...numbers, formula };
  section.problem("percent", "has no formula beside it and is taken as the vendor's own");
  return { ...numbers, percent: null, vendorPercent: numbers.vendorPercent ?? numbers.percent, formula };
}

function readMessage(message: MessageSection, id: string): QueueStatistics {
  const queue = message.section("queue");
  const totals = message.section("totals");
  const averages = message.section("averages");
  const observedAt = message.instant("observedAt");
  const quality = readQuality(message);
  return settle({
    queue: { id, name: queue.text("name"), state: queue.oneOf("state", queueStates) ?? "unknown" },
    observedAt,
    now: message.section("now").numbers(numberKinds.now),
    agents: message.section("agents").numbers(numberKinds.agents),
    totals: {
      window: totals.text("window"),
      since: totals.instant("since"),
      ...totals.numbers(numberKinds.totals),
    },
    serviceLevel: readServiceLevel(message.section("serviceLevel")),
    averages: {
      ...averages.numbers(numberKinds.averages),
      method: averages.oneOf("method", ["mean", "smoothed"]),
    },
    peaks: message.section("peaks").numbers(numberKinds.peaks),
    quality: observedAt === null ? withQuality(quality, "observedAt", "received_time") : quality,
  });
}

const knownKeys: Readonly<Record<string, readonly string[]>> = {
  "": ["v", "at", "validForSeconds", "queue", "observedAt", ...Object.keys(numberKinds), "quality"],
  queue: ["id", "name", "state"],
  now: Object.keys(numberKinds.now),
  agents: Object.keys(numberKinds.agents),
  totals: ["window", "since", ...Object.keys(numberKinds.totals)],
  serviceLevel: [...Object.keys(numberKinds.serviceLevel), "formula"],
  averages: [...Object.keys(numberKinds.averages), "method"],
  peaks: Object.keys(numberKinds.peaks),
};

function ignoredIn(message: JsonObject): readonly string[] {
  const ignored: string[] = [];
  for (const [path, keys] of Object.entries(knownKeys)) {
    const section = path === "" ? message : own(message, path);
    if (!isJsonObject(section)) continue;
    const unread = Object.keys(section).filter((key) => !keys.includes(key));
    ignored.push(...unread.map((key) => (path === "" ? key : `${path}.${key}`)));
  }
  return ignored.slice(0, mostIgnored);
}

function read(text: string, context: { readonly listIgnored: boolean }): ReadResult {
  const json = parseJson(text);
  if (!json.ok) return refused(json.reason, "", json.message);
  if (!isJsonObject(json.value)) return refused("wrong_shape", "", "is not an object");
  const problems: ReadProblem[] = [];
  const message = new MessageSection(json.value, "", problems);
  const version = message.value("v");
  if (version !== null && version !== 1) return refused("wrong_version", "v", "is not 1");
  const queue = message.value("queue");
  const id = isJsonObject(queue) ? new MessageSection(queue, "queue", []).id("id") : null;
  if (id === null) return refused("no_queue", "queue.id", `is not text of 1 to ${longestId} letters`);
  return {
    ok: true,
    statistics: [readMessage(message, id)],
    agents: [],
    publishedAt: message.instant("at"),
    validForSeconds: message.validity(),
    ignored: context.listIgnored ? ignoredIn(json.value) : [],
    leftOut: [],
    problems,
  };
}

/** How our bridges write it; what is written otherwise is right too, and costs more where nobody shows the queue. */
const namePattern = /"queue"\s*:\s*\{\s*"id"\s*:\s*"[^"\\]*"/;

/** The messages of our own topics, `cc/1/…/stats`: already canonical, so nothing but their values is in doubt. */
export const native: ReadStatistics = {
  partial: false,
  remembers: false,
  agents: "none",
  read,
  namePiece: (text) => namePattern.exec(text)?.[0] ?? null,
  messagesOf: jsonMessages("object"),
};
