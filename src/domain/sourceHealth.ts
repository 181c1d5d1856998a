import { newestSession, type Presence } from "./session.ts";

/** What a bridge says about itself on its status topic; its will says `lost` for it. */
export interface SourceStatus extends Presence {
  /** False when the bridge lives but the ACD behind it does not answer; null when it does not say. */
  readonly sourceReachable: boolean | null;
}

const isUp = (status: SourceStatus | null): boolean =>
  status === null || (status.state === "ready" && status.sourceReachable !== false);

/** Whether a source may be believed: it must be there, and must have spoken since it came back. */
export class SourceHealth {
  #status: SourceStatus | null = null;
  #backSince = 0;

  /** False when the word was an older session's, as a will is that arrives after the bridge is back. */
  accept(status: SourceStatus, revision: number): boolean {
    if (newestSession(this.#status, status) !== status) return false;
    if (isUp(status) && !isUp(this.#status)) this.#backSince = revision;
    this.#status = status;
    return true;
  }

  /** Whether figures taken in at this revision may be shown. */
  vouchesFor(revision: number): boolean {
    return isUp(this.#status) && revision > this.#backSince;
  }
}
