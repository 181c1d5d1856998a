const FIELDS = { local: 1, remote: 2, queues: 4 } as const;

/**
 * Finds how many bytes of a connection the other end has not acknowledged in the text of `/proc/self/net/tcp` or
 * `tcp6`; null when it is not there. Ports are enough: a pair of ports is one connection from this machine, and where
 * two hosts share it the larger number counts.
 */
export function unacknowledgedBytes(table: string, localPort: number, remotePort: number): number | null {
  let most: number | null = null;
  for (const line of table.split("\n")) {
    const fields = line.trim().split(/\s+/);
    const local = portOf(fields[FIELDS.local]);
    const remote = portOf(fields[FIELDS.remote]);
    if (local !== localPort || remote !== remotePort) continue;
    const bytes = Number.parseInt(fields[FIELDS.queues]?.split(":")[0] ?? "", 16);
    if (!Number.isNaN(bytes)) most = Math.max(most ?? 0, bytes);
  }
  return most;
}

/** The port of `0100007F:1F90`; NaN for anything else. */
function portOf(address: string | undefined): number {
  return Number.parseInt(address?.split(":")[1] ?? "", 16);
}
