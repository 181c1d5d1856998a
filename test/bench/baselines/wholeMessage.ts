interface Statistics {
  readonly now: { readonly waiting: number; readonly longestWaitSeconds: number };
  readonly agents: { readonly ready: number };
  readonly serviceLevel: { readonly percent: number };
}

/** A page of four figures, written anew as one TEXT file of an Alpha sign, all of it for each change of any. */
export function wholeMessage({ now, agents, serviceLevel }: Statistics): Buffer {
  const minutes = Math.floor(now.longestWaitSeconds / 60);
  const wait = `${minutes}:${String(now.longestWaitSeconds % 60).padStart(2, "0")}`;
  const rows = [
    `W\x1c1${String(now.waiting).padStart(5)}\x1c2${wait.padStart(14)}`,
    `R${String(agents.ready).padStart(3)}${`${serviceLevel.percent}%`.padStart(16)}`,
  ];
  return Buffer.from(`\0\0\0\0\0\x01Z00\x02AA\x1b b\x1c2${rows.join("\r")}\x04`, "latin1");
}
