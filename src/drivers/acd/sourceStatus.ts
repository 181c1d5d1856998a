import type { SourceStatus } from "../../domain/sourceHealth.ts";
import { isJsonObject, own, parseJson } from "./boundedJson.ts";
import type { ReadProblem, Refusal } from "./readStatistics.ts";

export type ReadStatus =
  | { readonly ok: true; readonly status: SourceStatus }
  | { readonly ok: false; readonly reason: Refusal; readonly problem: ReadProblem };

const states = ["init", "ready", "disconnected", "lost"] as const;

/** What a bridge says about itself on `acd/{source}/status`, its will included. */
export function readSourceStatus(text: string): ReadStatus {
  const bad = (reason: Refusal, path: string, message: string): ReadStatus => ({
    ok: false,
    reason,
    problem: { path, message },
  });
  const json = parseJson(text);
  if (!json.ok) return bad(json.reason, "", json.message);
  if (!isJsonObject(json.value)) return bad("wrong_shape", "", "is not an object");
  const said = own(json.value, "state");
  const state = states.find((word) => word === said);
  if (state === undefined) return bad("wrong_shape", "state", `is none of ${states.join(", ")}`);
  const session = own(json.value, "session");
  const reachable = own(json.value, "sourceReachable");
  return {
    ok: true,
    status: {
      state,
      session: typeof session === "number" && Number.isSafeInteger(session) ? session : null,
      sourceReachable: typeof reachable === "boolean" ? reachable : null,
    },
  };
}
