import type { AmiEvent } from "../drivers/acd/ami/amiEvent.ts";

/** Events that tell of queues; all others stay where they are. */
const kinds: ReadonlySet<string> = new Set([
  ...["queuesummary", "queuesummarycomplete", "queueparams", "queuemember", "queueentry"],
  ...["queuestatuscomplete", "queuememberstatus", "queuememberadded", "queuememberremoved"],
  ...["queuememberpause", "queuememberpenalty", "queuememberringinuse", "queuecallerjoin"],
  ...["queuecallerleave", "queuecallerabandon", "agentcalled", "agentconnect", "agentcomplete"],
  ...["agentringnoanswer", "agentdump", "fullybooted", "reload", "shutdown"],
]);

/** Headers that say nothing of a caller and nothing of a person. */
const harmless: readonly string[] = [
  ...["Event", "Timestamp", "Queue", "Max", "Strategy", "Calls", "Callers", "Holdtime", "TalkTime"],
  ...["LongestHoldTime", "LoggedIn", "Available", "Completed", "Abandoned", "ServiceLevel"],
  ...["ServicelevelPerf", "ServicelevelPerf2", "Weight", "Penalty", "LastCall", "LastPause", "InCall"],
  ...["Status", "Paused", "Ringinuse", "Wrapuptime", "Position", "OriginalPosition", "Count", "Wait"],
  ...["RingTime", "EventList", "ListItems", "Module"],
];

/**
 * An event as it may go on the bus: by a list of what may be said, not of what may not. Callers become passing names that only
 * join events; so do the agents' devices, unless the site has asked for agents. The words of a pause stay here, because
 * they can tell of health or of a union.
 */
export function scrubbed(
  event: AmiEvent,
  agents: boolean,
  pseudonym: (name: string) => string,
): Readonly<Record<string, string>> | null {
  if (!kinds.has(event.kind)) return null;
  const said: Record<string, string> = {};
  for (const name of harmless) {
    const value = event.text(name.toLowerCase());
    if (value !== null) said[name] = value;
  }
  const device = event.text("interface", "location");
  if (device !== null) said["Interface"] = agents ? device : pseudonym(`agent ${device}`);
  const caller = event.text("uniqueid", "channel");
  if (caller !== null && !isAboutMember(event)) said["Caller"] = pseudonym(`caller ${caller}`);
  return said;
}

const isAboutMember = (event: AmiEvent): boolean => event.kind.startsWith("queuemember");
