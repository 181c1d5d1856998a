import { headsetTwin } from "../compose/headsetTwins.ts";
import type { SiteSeat } from "../config/siteSchema.ts";
import type { AgentStateName } from "../domain/agentState.ts";
import { after } from "../shared/time.ts";
import { describedHeadsets } from "../simulated/headset/descriptors.ts";
import type { HeadsetTwin } from "../simulated/headsetTwin.ts";
import { HidBus } from "../simulated/hidBus.ts";

/** How long somebody takes to answer a ringing headset. */
const ANSWER_MS = 1_200;
/** Into a call so far somebody mutes the microphone, the next one later, and for so long. */
const MUTE_AFTER_MS = 5_000;
const MUTE_LATER_MS = 3_500;
const MUTED_MS = 4_000;

interface Person {
  readonly seat: string;
  readonly headset: HeadsetTwin;
  readonly mutesAfterMs: number;
  state: AgentStateName;
  cancel: () => void;
}

/** The agents of the demo at their seats: each does with the headset what somebody does who hears the ACD. */
export class DemoPeople {
  readonly devices = new HidBus();
  readonly #people = new Map<string, Person>();

  constructor(seats: readonly SiteSeat[]) {
    for (const [index, { id, headset, agent }] of seats.entries()) {
      const twin = demoHeadset(headset.serial ?? null);
      this.devices.plug(twin, `usb-demo-1.${index + 1}`);
      if ("id" in agent)
        this.#people.set(agent.id, {
          seat: id,
          headset: twin,
          mutesAfterMs: MUTE_AFTER_MS + index * MUTE_LATER_MS,
          state: "unknown",
          cancel: () => undefined,
        });
    }
  }

  /** What the ACD says of an agent. */
  hear(agentId: string, state: AgentStateName): void {
    const person = this.#people.get(agentId);
    if (person === undefined || person.state === state) return;
    person.cancel();
    person.state = state;
    if (state === "reserved") person.cancel = after(ANSWER_MS, () => pickUp(person));
    else if (state === "busy") talk(person);
    else if (person.headset.offHook) person.headset.press("hangup");
  }

  /** How a seat is, in words. */
  words(seat: string): { readonly agent: string; readonly headset: string } {
    const person = [...this.#people.values()].find((one) => one.seat === seat);
    if (person === undefined) return { agent: "", headset: "" };
    const { offHook, muted } = person.headset;
    return { agent: stateWords[person.state], headset: offHook ? (muted ? "muted" : "off hook") : "on hook" };
  }

  stop(): void {
    for (const { cancel } of this.#people.values()) cancel();
  }
}

const stateWords: Readonly<Record<AgentStateName, string>> = {
  unknown: "",
  loggedOut: "logged out",
  notReady: "not ready",
  ready: "ready",
  reserved: "ringing",
  busy: "on a call",
  wrapUp: "wrap-up",
  unreachable: "unreachable",
};

function demoHeadset(serialNumber: string | null): HeadsetTwin {
  const [described] = describedHeadsets;
  if (described === undefined) throw new Error("no headset is described");
  const descriptor = Uint8Array.from(Buffer.from(described.descriptor.replaceAll(/\s/g, ""), "hex"));
  const { vendorId, productId, product } = described;
  return headsetTwin({ vendorId, productId, product, serialNumber, descriptor });
}

function pickUp({ headset }: Person): void {
  if (!headset.offHook) headset.press("answer");
}

function talk(person: Person): void {
  pickUp(person);
  person.cancel = after(person.mutesAfterMs, () => {
    person.headset.press("mute");
    person.cancel = after(MUTED_MS, () => person.headset.press("mute"));
  });
}
