import type { Moment } from "../domain/arrival.ts";
import type { Colour, Run } from "../domain/glass.ts";
import type { Monotonic } from "../domain/instant.ts";
import { messagePageId, type Screen, screenValues, urgentPageId } from "../domain/messageScreens.ts";
import type { RotationPage } from "../domain/rotation.ts";
import {
  dueMessages,
  type MessagesNow,
  screenAt,
  showMsOf,
  sinceStart,
  type WallMessage,
} from "../domain/wallMessage.ts";

/** How a display shows messages. */
export interface MessagePlan {
  /** A display shows the messages of these zones. */
  readonly zones: ReadonlySet<string>;
  /** A message in the display's language and letters, broken into screens; at least one. */
  readonly screens: (message: WallMessage) => readonly Screen[];
  readonly colour: Colour;
}

/** Messages that take turns among the pages have ids of this form. */
const turnPrefix = `${messagePageId}/`;

type Values = ReadonlyMap<string, Run>;

/** The messages of one display at one moment. */
export class BoardMessages {
  readonly #plan: MessagePlan;
  readonly #now: Moment;
  readonly #due: MessagesNow;

  constructor(plan: MessagePlan, messages: readonly WallMessage[], now: Moment) {
    this.#plan = plan;
    this.#now = now;
    this.#due = dueMessages(messages, now, (message) => plan.screens(message).length);
  }

  /** What interrupts the pages; null when nothing does. */
  get urgent(): WallMessage | null {
    return this.#due.urgent;
  }

  /** What is shown where there is nothing else; null when nobody has anything to say. */
  get filler(): Values | null {
    return this.#due.filler === null ? null : this.#values(messagePageId, this.#due.filler);
  }

  /** Normal messages as pages of the rotation, behind the site's own. */
  get turns(): RotationPage[] {
    return this.#due.turns.map((message) => ({
      id: `${turnPrefix}${message.zone}/${message.id}`,
      seconds: showMsOf(this.#plan.screens(message).length) / 1_000,
      wanted: true,
    }));
  }

  /** The text of a page of the rotation; null when the page is none of ours. */
  turnValues(page: string): Values | null {
    const message = this.#due.turns.find(({ zone, id }) => `${turnPrefix}${zone}/${id}` === page);
    return message ? this.#values(messagePageId, message) : null;
  }

  /** The text that interrupts, red, and blinking when it is an emergency. */
  urgentValues(message: WallMessage): Values {
    return this.#values(urgentPageId, message);
  }

  /** When any of this changes by time alone. */
  get nextAt(): Monotonic | null {
    const { nextAt } = this.#due;
    return nextAt === null ? null : this.#now.monotonic + (nextAt - this.#now.wall);
  }

  #values(page: string, message: WallMessage): Values {
    const screens = this.#plan.screens(message);
    const index = this.#now.clockSynced ? screenAt(sinceStart(message, this.#now.wall), screens.length) : 0;
    const isUrgent = message.priority < 2;
    const look = { colour: isUrgent ? "red" : this.#plan.colour, blink: message.priority === 0 } as const;
    return screenValues(page, screens[index] ?? [], look);
  }
}
