import { filterProblem, topicProblem } from "../domain/topics.ts";
import { didYouMean, listOf } from "./nearest.ts";
import { quoted } from "./plainWords.ts";
import type { Path } from "./problem.ts";
import type { Round } from "./siteChecks.ts";
import type { Site } from "./siteSchema.ts";

type Findings = Round["findings"];

/** Words that mean something else in `{…}` on a page. */
const pageWords = ["label", "short", "clock", "date", "fill"];

/** Checks the ACDs: their profile, topics and options. */
export function checkSources(round: Round): void {
  const { draft, known, findings } = round;
  const { sources } = draft.site;
  if (Object.keys(sources).length === 0 && !draft.standIns.has("sources"))
    findings.error(["sources"], "there is no ACD", {
      at: "key",
      advice: "write at least 'acd: {}' below it",
    });
  for (const [name, source] of Object.entries(sources)) {
    const path = ["sources", name];
    if (draft.standIns.has(path.join("."))) continue;
    if (!known.profiles.includes(source.profile))
      findings.error(
        [...path, "profile"],
        `there is no profile ${quoted(source.profile)}${didYouMean(source.profile, known.profiles)}`,
        { advice: listOf(known.profiles) },
      );
    checkTopics(source, path, findings);
    for (const problem of known.checks.sourceProblems(draft.site, name))
      findings.add(problem.severity, [...path, ...problem.path], problem.message, {
        advice: problem.advice,
        at: problem.column,
      });
  }
}

function checkTopics({ subscribe, status }: Site["sources"][string], path: Path, findings: Findings): void {
  const filters: [Path, string][] = Array.isArray(subscribe)
    ? subscribe.map((filter, index) => [[...path, "subscribe", index], filter])
    : subscribe === undefined
      ? []
      : [[[...path, "subscribe"], subscribe]];
  for (const [place, filter] of filters) {
    const problem = filterProblem(filter);
    if (problem !== null) findings.error(place, `${quoted(filter)} is not a topic to subscribe: ${problem}`);
    else if (filter.startsWith("$share/"))
      findings.error(place, "a shared subscription gives each message to one controller only", {
        instead: filter.split("/").slice(2).join("/"),
      });
  }
  const problem = typeof status === "string" ? topicProblem(status) : null;
  if (problem !== null)
    findings.error([...path, "status"], `${quoted(String(status))} is not a topic: ${problem}`, {
      advice: "the status of a bridge is one topic; write false when it has none",
    });
}

/** Checks the queues: whose they are, and that no two are the same. */
export function checkQueues({ draft, findings }: Round): void {
  const { sources, queues } = draft.site;
  const sourceNames = Object.keys(sources);
  const seen = new Map<string, string>();
  for (const [name, queue] of Object.entries(queues)) {
    const path = ["queues", name];
    checkName(name, path, findings);
    if (draft.standIns.has(path.join("."))) continue;
    if (queue.source === undefined && sourceNames.length > 1)
      findings.error(path, "'source' is missing: there are several ACDs", {
        at: "key",
        advice: listOf(sourceNames),
      });
    if (queue.source !== undefined && !sourceNames.includes(queue.source))
      findings.error(
        [...path, "source"],
        `there is no source ${quoted(queue.source)}${didYouMean(queue.source, sourceNames)}`,
        { advice: listOf(sourceNames) },
      );
    const key = JSON.stringify([queue.source ?? sourceNames[0], queue.id]);
    const earlier = seen.get(key);
    if (earlier !== undefined)
      findings.warning([...path, "id"], `the same queue as queues.${earlier}`, {
        advice: "one name is enough, unless this is wanted",
      });
    seen.set(key, earlier ?? name);
  }
}

/** Checks the groups: that they hold queues, each once. */
export function checkGroups({ draft, findings }: Round): void {
  const { queues, groups } = draft.site;
  const queueNames = Object.keys(queues);
  for (const [name, group] of Object.entries(groups)) {
    const path = ["groups", name];
    checkName(name, path, findings);
    if (Object.hasOwn(queues, name))
      findings.error(path, `${quoted(name)} is a queue already`, {
        at: "key",
        advice: "queues and groups share their names on pages: choose another",
      });
    if (draft.standIns.has(path.join("."))) continue;
    for (const [index, member] of group.queues.entries())
      checkMember(member, group.queues.indexOf(member) < index, [...path, "queues", index]);
  }

  function checkMember(member: string, isRepeated: boolean, path: Path): void {
    if (isRepeated) findings.error(path, `${quoted(member)} is in this group already, and would count twice`);
    else if (queueNames.includes(member)) return;
    else if (Object.hasOwn(groups, member))
      findings.error(path, `${quoted(member)} is a group, and a group holds queues`, {
        advice: listOf(queueNames),
      });
    else
      findings.error(path, `there is no queue ${quoted(member)}${didYouMean(member, queueNames)}`, {
        advice: listOf(queueNames),
      });
  }
}

function checkName(name: string, path: Path, findings: Findings): void {
  if (pageWords.includes(name))
    findings.error(path, `{${name}} means something else on a page`, {
      at: "key",
      advice: "choose another name",
    });
}

/** Checks that the site's own words replace words there are. */
export function checkLabels({ draft, known, findings }: Round): void {
  const { labels } = known.checks;
  for (const key of Object.keys(draft.site.labels)) {
    if (labels.includes(key)) continue;
    const message = `there is no word ${quoted(key)} to replace${didYouMean(key, labels)}`;
    findings.error(["labels", key], message, { at: "key", advice: listOf(labels) });
  }
}
