/** What a bridge says about itself on its status topic; its will says `lost` for it. */
export interface SourceStatus {
  readonly state: "init" | "ready" | "disconnected" | "lost";
  /** Grows with each connection of the bridge; the will carries the number of the session it belongs to. */
  readonly session: number | null;
  /** False when the bridge lives but the ACD behind it does not answer; null when it does not say. */
  readonly sourceReachable: boolean | null;
}

const isUp = (status: SourceStatus | null): boolean =>
  status === null || (status.state === "ready" && status.sourceReachable !== false);

/** Whether a source may be believed: it must be there, and must have spoken since it came back. */
export class SourceHealth {
  #session: number | null = null;
  #status: SourceStatus | null = null;
  #backSince = 0;

  /** False when the word was of an older session: a will may arrive after the bridge is back. */
  accept(status: SourceStatus, revision: number): boolean {
    const older = status.session !== null && this.#session !== null && status.session < this.#session;
    // A bridge that lost its session counter starts again from one, so its own "ready" always counts.
    if (older && status.state !== "ready") return false;
    if (isUp(status) && !isUp(this.#status)) this.#backSince = revision;
    this.#session = status.session ?? this.#session;
    this.#status = status;
    return true;
  }

  /** Whether figures taken in at this revision may be shown. */
  vouchesFor(revision: number): boolean {
    return isUp(this.#status) && revision > this.#backSince;
  }
}
