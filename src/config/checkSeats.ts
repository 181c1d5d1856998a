import { readDisplayPort } from "./displayPort.ts";
import { didYouMean, listOf } from "./nearest.ts";
import { quoted } from "./plainWords.ts";
import type { Path } from "./problem.ts";
import { isMap } from "./salvage.ts";
import type { Round } from "./siteChecks.ts";
import type { SiteSeat } from "./siteSchema.ts";

/** How the headset of a seat is called among the devices of a controller. */
export const headsetDeviceId = (seat: string): string => `${seat}-headset`;

/** Checks the seats: that each has a headset and an agent of its own, and an ACD that knows them. */
export function checkSeats(round: Round): void {
  checkAnything(round);
  if (round.draft.seats.length === 0) return;
  checkSource(round);
  checkKey(round);
  const seen = new Map<string, string>();
  for (const { entry: display, index } of round.draft.displays)
    seen.set(`device ${display.id}`, `displays.${index}`);
  for (const { entry: seat, index } of round.draft.seats) {
    const path = ["seats", index];
    own(seen, `seat ${seat.id}`, [...path, "id"], `the id ${quoted(seat.id)} is already that of`, round);
    const device = headsetDeviceId(seat.id);
    own(
      seen,
      `device ${device}`,
      [...path, "id"],
      `${quoted(device)}, the name of its headset, is already that of`,
      round,
    );
    checkHeadset(seat, path, seen, round);
    const agent = `agent ${JSON.stringify(seat.agent)}`;
    if (!("login" in seat.agent))
      own(seen, agent, [...path, "agent"], "the same agent as at another seat,", round);
  }
}

/** A controller with nothing to do was not meant. */
function checkAnything({ findings }: Round): void {
  const { value } = findings.yaml;
  if (!isMap(value)) return;
  const isEmpty = (key: string): boolean => {
    const part = value[key];
    return part === undefined || (Array.isArray(part) && part.length === 0);
  };
  if (isEmpty("displays") && isEmpty("seats") && isEmpty("lights"))
    findings.error(["displays"], "there are neither displays nor seats nor lights", {
      at: "key",
      advice: "write at least one display, one light, or one seat with a headset",
    });
}

function own(seen: Map<string, string>, key: string, path: Path, message: string, { findings }: Round): void {
  const earlier = seen.get(key);
  if (earlier === undefined) seen.set(key, path.slice(0, 2).join("."));
  else findings.error(path, `${message} ${earlier}`, { advice: "give each its own" });
}

/** Where the ACD decides, or says who sits where, it has to be asked for its agents. */
function checkSource({ draft, findings }: Round): void {
  const { agents, sources } = draft.site;
  if (draft.standIns.has("agents") || draft.standIns.has("sources")) return;
  const names = Object.keys(sources);
  const { source = names[0] } = agents;
  if (agents.source === undefined && names.length > 1)
    findings.error(["agents"], "'source' is missing: there are several ACDs", {
      at: "key",
      advice: listOf(names),
    });
  else if (source === undefined || !names.includes(source))
    findings.error(
      ["agents", "source"],
      `there is no source ${quoted(source ?? "")}${didYouMean(source ?? "", names)}`,
      { advice: listOf(names) },
    );
  else if (
    sources[source]?.agents === false &&
    (agents.authority === "acd" || draft.seats.some(({ entry }) => "extension" in entry.agent))
  )
    findings.error(["sources", source], "the seats need to know this ACD's agents", {
      at: "key",
      advice: "write agents: true there, after reading what it means for those people",
    });
}

function checkKey({ draft, findings }: Round): void {
  const { pseudonyms, keyFile } = draft.site.agents;
  if (pseudonyms === "none" || keyFile !== undefined || draft.standIns.has("agents")) return;
  findings.error(
    ["agents"],
    "'keyFile' is missing: agents are named by pseudonyms, which are made of a key",
    {
      at: "key",
      advice:
        "head -c 32 /dev/urandom | base64 > bandeau.key makes one; the ACD's bridge needs the same; pseudonyms: none does without",
    },
  );
}

function checkHeadset({ headset }: SiteSeat, place: Path, seen: Map<string, string>, round: Round): void {
  const path = [...place, "headset"];
  const { findings, known } = round;
  const { serial, usbPort, model, port } = headset;
  const models = known.checks.headsets;
  if (model !== undefined && !models.includes(model))
    findings.error(
      [...path, "model"],
      `there is no headset model ${quoted(model)}${didYouMean(model, models)}`,
      {
        advice: listOf([...models]),
      },
    );
  if (port === undefined) {
    own(seen, `headset ${JSON.stringify(headset)}`, path, "the same headset as that of", round);
    return;
  }
  if (serial !== undefined || usbPort !== undefined)
    findings.error(path, "a headset with a port has neither serial nor usbPort", {
      at: "key",
      advice: "port is for simulated headsets; leave it away for one that is plugged in here",
    });
  const read = readDisplayPort(port);
  if (!read.ok || read.port.kind === "serial")
    findings.error([...path, "port"], `${quoted(port)} is no port of a headset`, {
      instead: read.ok ? null : read.instead,
      advice:
        "it may be simulated, or tcp://host:port of bandeau sim headset; a real headset has serial or usbPort instead",
    });
  else if (read.port.kind === "tcp")
    own(seen, `headset ${port}`, [...path, "port"], "the same headset as that of", round);
}
