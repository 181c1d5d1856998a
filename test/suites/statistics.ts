interface Figures {
  readonly waiting?: number | null;
  readonly longest?: number | null;
  readonly ready?: number | null;
  readonly level?: number | null;
}

/** Where the base site's queues arrive. */
export const statsTopic = (queue: string): string => `cc/1/floor/acd/acd/queue/${queue}/stats`;
export const sourceTopic = "cc/1/floor/acd/acd/status";
/** Below this the base site's node speaks. */
export const nodeTopic = (what: string): string => `cc/1/floor/node/wall-1/${what}`;

/** A message of an ACD's bridge in our own form, measured just now. */
export function statistics(id: string, { waiting, longest, ready, level }: Figures, changes: object = {}) {
  const now = new Date().toISOString();
  return {
    v: 1,
    at: now,
    queue: { id, name: "SALES", state: "open" },
    observedAt: now,
    now: { waiting: waiting ?? null, longestWaitSeconds: longest ?? null },
    agents: { ready: ready ?? null },
    serviceLevel: { percent: level ?? null, thresholdSeconds: 30, formula: "offered" },
    ...changes,
  };
}
