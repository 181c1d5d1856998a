import type { Monotonic } from "../domain/instant.ts";
import { isDark, type Lamp, type LightLook } from "../domain/light.ts";

/** How long a contact that was switched stays as it is. */
const CONTACT_REST_MS = 1_000;

/** A contact as it was last switched, and what hangs on it as it was last told. */
interface Contact<Part> {
  readonly part: Part;
  readonly isClosed: boolean;
  readonly at: Monotonic;
}

/** The contacts of a light that wear: it remembers when each was switched, and holds back what comes too soon. */
export class Contacts {
  #lamps: readonly Contact<Lamp>[] = [];
  #buzzer: Contact<boolean> | null = null;

  /** The look with contacts left alone that may not be switched yet, and from when on the first of them may. */
  spare(wanted: LightLook, now: Monotonic): { readonly look: LightLook; readonly freeAt: Monotonic | null } {
    const ends: Monotonic[] = [];
    const spared = <Part>(contact: Contact<Part> | null | undefined, part: Part, isClosed: boolean): Part => {
      if (!contact || contact.isClosed === isClosed || contact.at + CONTACT_REST_MS <= now) return part;
      ends.push(contact.at + CONTACT_REST_MS);
      return contact.part;
    };
    const lamps = wanted.lamps.map((lamp, index) => spared(this.#lamps[index], lamp, !isDark(lamp)));
    const buzzer = spared(this.#buzzer, wanted.buzzer, wanted.buzzer);
    return { look: { lamps, buzzer }, freeAt: ends.length === 0 ? null : Math.min(...ends) };
  }

  /** The light is about to be told to be so. */
  switched({ lamps, buzzer }: LightLook, now: Monotonic): void {
    this.#lamps = lamps.map((lamp, index) => told(this.#lamps[index], lamp, !isDark(lamp), now));
    this.#buzzer = told(this.#buzzer, buzzer, buzzer, now);
  }
}

const told = <Part>(
  before: Contact<unknown> | null | undefined,
  part: Part,
  isClosed: boolean,
  now: Monotonic,
): Contact<Part> => ({ part, isClosed, at: before?.isClosed === isClosed ? before.at : now });
