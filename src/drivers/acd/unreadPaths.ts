import { isJsonObject, type JsonObject } from "./boundedJson.ts";
import { type FieldPath, keysOf } from "./fieldPath.ts";
import type { Understood } from "./profileReader.ts";
import type { Profile } from "./profileSchema.ts";

const mostPaths = 200;
const mostRowsLookedAt = 20;

/** Every path that a profile names, as keys in lower case joined by a byte that no key holds. */
function readPaths(node: unknown, found: Set<string>): Set<string> {
  if (typeof node === "string") found.add(joined(keysOf(node)));
  else if (Array.isArray(node)) for (const entry of node) readPaths(entry, found);
  else if (isJsonObject(node)) {
    if ("from" in node) {
      found.add(joined(keysOf(node["from"] as FieldPath)));
      readPaths(node["unless"], found);
    } else if ("count" in node && isJsonObject(node["count"])) {
      found.add(joined(keysOf(node["count"]["in"] as FieldPath)));
    } else if ("below" in node && isJsonObject(node["below"])) readPaths(node["below"]["classes"], found);
    else for (const entry of Object.values(node)) readPaths(entry, found);
  }
  return found;
}

const joined = (keys: readonly string[]): string => keys.join("\u0000").toLowerCase();

function leaves(value: unknown, keys: readonly string[], visit: (keys: readonly string[]) => void): void {
  if (isJsonObject(value) && Object.keys(value).length > 0) {
    for (const [key, inner] of Object.entries(value)) leaves(inner, [...keys, key], visit);
  } else visit(keys);
}

/** Paths of the rows that are not among those read. */
function unreadIn(
  rows: readonly JsonObject[],
  read: ReadonlySet<string>,
  made: ReadonlySet<string> | undefined,
): readonly string[] {
  const unread = new Set<string>();
  for (const row of rows.slice(0, mostRowsLookedAt)) {
    leaves(row, [], (keys) => {
      const isOurs = made?.has(String(keys[0])) ?? false;
      if (!isOurs && !read.has(joined(keys)) && unread.size < mostPaths) unread.add(keys.join("."));
    });
  }
  return [...unread];
}

/** What the message holds and nobody asks for, for the person who writes the profile; agents' begin with `agents[].` */
export function unreadPaths(
  profile: Profile,
  { rows, agents: agentRows, unread = [], made }: Understood,
): readonly string[] {
  const {
    queue,
    observedAt,
    now,
    agents,
    totals,
    averages,
    peaks,
    serviceLevel,
    keep,
    channel,
    quality,
    agent,
  } = profile;
  const specs = [queue, observedAt, now, agents, { ...totals, window: null }, { ...averages, method: null }];
  const read = readPaths([...specs, peaks, { ...serviceLevel, formula: null }, channel], new Set());
  readPaths(Object.keys(keep), read);
  for (const { when } of quality) readPaths(Object.keys(when ?? {}), read);
  const ofQueues = queue === undefined ? [] : unreadIn(rows, read, made);
  if (agent === undefined) return [...new Set([...unread, ...ofQueues])];
  const { rows: _place, keep: agentKeep, repeats: _repeats, ...agentSpecs } = agent;
  const readOfAgent = readPaths(Object.keys(agentKeep), readPaths(agentSpecs, new Set()));
  const ofAgents = unreadIn(agentRows, readOfAgent, made).map((path) => `agents[].${path}`);
  return [...new Set([...unread, ...ofQueues, ...ofAgents])];
}
