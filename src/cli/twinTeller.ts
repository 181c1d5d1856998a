import type { Subscription } from "rxjs";
import { decodeReport, eventText, restingState } from "../drivers/headset/decodeReport.ts";
import { readHeadset } from "../drivers/headset/telephony.ts";
import type { HeadsetTwin, TwinEvent } from "../simulated/headsetTwin.ts";
import { hexOf } from "./hexBytes.ts";
import type { Terminal } from "./terminal.ts";

/** Tells everything that a twin says and takes, with what it means: a line each. */
export function tellTwin(twin: HeadsetTwin, json: boolean, terminal: Pick<Terminal, "write">): Subscription {
  const controls = readHeadset(twin.info.descriptor);
  let state = restingState(controls);
  const eventsOf = (report: Uint8Array): readonly string[] => {
    const decoded = decodeReport(controls, state, report);
    state = decoded.state;
    return decoded.events.map(eventText);
  };
  const line = json ? jsonLine : textLine;
  return twin.told$.subscribe((event) => terminal.write(`${line(event, eventsOf)}\n`));
}

type EventsOf = (report: Uint8Array) => readonly string[];

function jsonLine(event: TwinEvent, eventsOf: EventsOf): string {
  if (event.kind === "open") return JSON.stringify({ programs: event.programs });
  const hex = hexOf(event.report);
  if (event.kind === "said") return JSON.stringify({ said: hex, events: eventsOf(event.report) });
  return JSON.stringify({ taken: hex, lit: event.lit, problem: event.problem });
}

const dump = (report: Uint8Array): string => hexOf(report).replaceAll(/(..)(?=.)/g, "$1 ");

function textLine(event: TwinEvent, eventsOf: EventsOf): string {
  if (event.kind === "open") return `programs that have it open: ${event.programs}`;
  const hex = dump(event.report);
  if (event.kind === "said") return `says   ${hex}  ${eventsOf(event.report).join(" ")}`.trimEnd();
  const problem = event.problem === null ? "" : `  (${event.problem})`;
  return `takes  ${hex}  ${event.lit.join(" ") || "dark"}${problem}`;
}
