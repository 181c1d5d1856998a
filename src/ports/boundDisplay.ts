import type { Show } from "../domain/glass.ts";
import type { Doubt, Frame, PlanProblem, VirtualSign } from "./displayDriver.ts";
import type { DisplayModel } from "./displayModel.ts";

/** One display's conversation from the moment its line opened: it remembers what the display holds. */
export interface DisplaySession {
  /** The next frame towards the show; null when the display has it. `commit` is called once the frame went out. */
  next(show: Show): { readonly frame: Frame; commit(): void } | null;
  /** A refresh is forgetting: what is in doubt is sent again. */
  forget(doubt: Doubt): void;
}

/** A driver tied to one model and its settings, so that nobody else has to know the driver's own types. */
export interface BoundDisplay {
  readonly model: DisplayModel;
  /** Letters beyond printable ASCII that the display has, in one text. */
  readonly letters: string;
  /** Printable ASCII characters that the display does not have, in one text. */
  readonly missing: string;
  /** What does not fit the display. Empty when all is well. */
  plan(show: Pick<Show, "layouts" | "alarms">): readonly PlanProblem[];
  /** A session with a display of which we know nothing. */
  start(): DisplaySession;
  /** A virtual sign that understands what this display would. */
  sign(): VirtualSign;
}
