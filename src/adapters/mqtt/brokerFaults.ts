import { Fault, reasonOf } from "../../ports/fault.ts";
import { tlsFault } from "./tlsFaults.ts";

interface Refusal {
  /** Return codes of MQTT 3.1.1 (1 to 5) and reason codes of MQTT 5 (from 128). */
  readonly codes: readonly number[];
  readonly fault: string;
  readonly what: string;
  readonly advice: string;
}

const lookAtLog = "look at the broker's log";
const waitOrLook = "wait, or look at the broker's log";
const checkNetwork = "check the network cable, the address and the firewall";

const refusals: readonly Refusal[] = [
  {
    codes: [1, 132],
    fault: "BROKER_VERSION",
    what: "does not speak this MQTT version",
    advice: "set broker.protocol to auto",
  },
  {
    codes: [2, 133],
    fault: "BROKER_ID_REFUSED",
    what: "refuses our client id",
    advice: "choose another broker.clientId",
  },
  {
    codes: [4, 134],
    fault: "BROKER_REFUSED_LOGIN",
    what: "does not know this user or password",
    advice: "check broker.username and the password file",
  },
  {
    codes: [5, 135],
    fault: "BROKER_NOT_AUTHORISED",
    what: "does not let us in",
    advice: "check the user, the password and the broker's access list",
  },
  {
    codes: [138],
    fault: "BROKER_NOT_AUTHORISED",
    what: "has banned us",
    advice: "ask whoever runs the broker",
  },
  { codes: [3, 136], fault: "BROKER_UNAVAILABLE", what: "is not ready yet", advice: waitOrLook },
  { codes: [137], fault: "BROKER_UNAVAILABLE", what: "is busy", advice: waitOrLook },
  { codes: [139], fault: "BROKER_UNAVAILABLE", what: "is shutting down", advice: waitOrLook },
  {
    codes: [141],
    fault: "BROKER_LOST",
    what: "heard nothing from us in time",
    advice: "check the network; is this machine overloaded?",
  },
  {
    codes: [142],
    fault: "BROKER_ID_TAKEN",
    what: "gave our place to another client",
    advice: "another controller uses the same client id: give each its own broker.clientId",
  },
  {
    codes: [149],
    fault: "BUS_PAYLOAD_TOO_BIG",
    what: "ended the session over a message that is too big",
    advice:
      "no message of ours is over 64 KiB, none of an ACD over 4 MiB: find out who sends it; or raise max_packet_size of the broker",
  },
  {
    codes: [152],
    fault: "BROKER_LOST",
    what: "ended our session by hand",
    advice: "ask whoever runs the broker",
  },
];

/** The broker answered, and the answer was no. */
export function refusalFault(code: number, where: string, cause?: unknown): Fault {
  const row = refusals.find(({ codes }) => codes.includes(code));
  return row === undefined
    ? new Fault("BROKER_REFUSED", `the broker ${where} refused us with code ${code}`, lookAtLog, cause)
    : new Fault(row.fault, `the broker ${where} ${row.what}`, row.advice, cause);
}

const NOT_AUTHORISED = 135;

/** The broker would not take one message. */
export function publishFault(error: unknown, topic: string): Fault {
  if (codeOf(error) === NOT_AUTHORISED) {
    const what = `the broker does not let us write ${topic}`;
    return new Fault("BROKER_NOT_AUTHORISED", what, "allow it in the broker's access list", error);
  }
  const what = `the broker did not take a message for ${topic}: ${reasonOf(error)}`;
  return new Fault("BUS_PUBLISH_REFUSED", what, lookAtLog, error);
}

const socketAdvice: ReadonlyMap<unknown, string> = new Map([
  ["ECONNREFUSED", "is the broker running, and is the port right?"],
  ["ENOTFOUND", "the name is unknown: check broker.urls and the name server"],
  ["EAI_AGAIN", "the name server does not answer: check the network"],
  ["EHOSTUNREACH", checkNetwork],
  ["ENETUNREACH", checkNetwork],
  ["ETIMEDOUT", checkNetwork],
]);

/** No connection came about. */
export function unreachableFault(error: Error, where: string): Fault {
  const advice = socketAdvice.get(codeOf(error)) ?? "check the network, and look at the broker's log";
  return (
    tlsFault(error, where) ??
    new Fault("BROKER_UNREACHABLE", `no connection to ${where}: ${reasonOf(error)}`, advice, error)
  );
}

/** The connection there was broke. */
export function brokenFault(error: Error, where: string): Fault {
  const what = `the connection to ${where} broke: ${reasonOf(error)}`;
  const advice = "check the network, and look at the broker's log";
  return tlsFault(error, where) ?? new Fault("BROKER_LOST", what, advice, error);
}

/** The `code` of an error, where it has one. */
export function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
