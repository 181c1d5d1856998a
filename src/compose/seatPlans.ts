import type { AgentReason } from "../domain/agentState.ts";
import { type GesturePlan, gestures } from "../domain/gestures.ts";
import type { SeatAgentRule } from "../domain/seatAgent.ts";
import type { Intention, SeatPlan } from "../domain/seatState.ts";
import type { SiteFile } from "./siteLoader.ts";

type Site = SiteFile["site"];
type Seat = Site["seats"][number];
type Agents = Site["agents"];
type Action = Agents["gestures"][(typeof gestures)[number]];

/** A seat of the site, ready to be kept. */
export interface SeatUnit {
  readonly id: string;
  readonly plan: Omit<SeatPlan, "bootId">;
  readonly meanings: GesturePlan;
  readonly agent: SeatAgentRule;
  readonly headset: Seat["headset"];
  /** The same text means the same seat: a reload leaves it alone. */
  readonly key: string;
}

/** All seats of a site, and what they have in common. */
export interface SeatsPlan {
  readonly site: string;
  readonly node: string;
  /** The ACD whose agents sit there. */
  readonly source: string;
  readonly authority: "acd" | "seat";
  readonly pseudonyms: Agents["pseudonyms"];
  /** Null where there is nobody to be named. */
  readonly keyFile: string | null;
  readonly stateFolder: string;
  readonly seats: readonly SeatUnit[];
}

const reasonOf = (reason: { code: string; label?: string | undefined; class: AgentReason["class"] }) => ({
  ...reason,
  label: reason.label ?? null,
});

function intentionOf(action: NonNullable<Action>): Intention {
  if (typeof action === "object") return { kind: "notReady", reason: reasonOf(action.reason) };
  return action === "notReady" ? { kind: "notReady", reason: null } : { kind: action };
}

function meaningsOf(agents: Agents): GesturePlan {
  const said = gestures.flatMap((gesture) => {
    const action = agents.gestures[gesture];
    return action === undefined ? [] : [[gesture, intentionOf(action)] as const];
  });
  return Object.fromEntries(said);
}

function ruleOf({ agent }: Seat): SeatAgentRule {
  if ("id" in agent) return { kind: "agent", id: agent.id };
  return "extension" in agent ? { kind: "extension", extension: agent.extension } : { kind: "login" };
}

function unplugOf(onUnplug: Agents["onUnplug"]): SeatPlan["onUnplug"] {
  if (onUnplug === "keep") return { kind: "keep" };
  const { notReadyAfterSeconds, reason } = onUnplug;
  return {
    kind: "notReady",
    afterSeconds: notReadyAfterSeconds,
    reason: reason === undefined ? null : reasonOf(reason),
  };
}

function unitOf(seat: Seat, site: Site): SeatUnit {
  const { agents } = site;
  const { id, headset } = seat;
  const plan = {
    seat: id,
    authority: agents.authority,
    callKind: seat.callKind ?? agents.callKind,
    wrapUpSeconds: seat.wrapUpSeconds ?? agents.wrapUpSeconds,
    afterLogin: agents.afterLogin,
    onUnplug: unplugOf(seat.onUnplug ?? agents.onUnplug),
    permanentLink: seat.permanentLink ?? agents.permanentLink,
    linkFollowsCall: seat.linkFollowsCall ?? agents.linkFollowsCall,
    hintLed: agents.hintLed === "hold",
  };
  const meanings = meaningsOf(agents);
  const agent = ruleOf(seat);
  const key = JSON.stringify([plan, meanings, agent, headset]);
  return { id, plan, meanings, agent, headset, key };
}

/** Everything that the seats of a site have to know. */
export function seatsPlan({ site }: Pick<SiteFile, "site">): SeatsPlan {
  const { agents } = site;
  const [only = ""] = Object.keys(site.sources);
  return {
    site: site.site,
    node: site.node,
    source: agents.source ?? only,
    authority: agents.authority,
    pseudonyms: agents.pseudonyms,
    keyFile: site.seats.length === 0 ? null : (agents.keyFile ?? null),
    stateFolder: site.stateFolder,
    seats: site.seats.map((seat) => unitOf(seat, site)),
  };
}
