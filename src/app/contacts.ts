import type { Monotonic } from "../domain/instant.ts";
import { isDark, type LightLook } from "../domain/light.ts";

/** How long a contact that was switched stays as it is. */
const CONTACT_REST_MS = 1_000;

/** A contact as it was last switched. */
interface Contact {
  readonly isClosed: boolean;
  readonly at: Monotonic;
}

/** The contacts of a light that wear: it remembers when each was switched, and holds back what comes too soon. */
export class Contacts {
  #contacts: readonly Contact[] = [];
  #last: LightLook | null = null;

  /** The look with contacts left alone that may not be switched yet, and from when on the first of them may. */
  spare(wanted: LightLook, now: Monotonic): { readonly look: LightLook; readonly freeAt: Monotonic | null } {
    const last = this.#last;
    const wishes = closed(wanted);
    const isResting = this.#contacts.map(
      ({ isClosed, at }, index) => isClosed !== wishes[index] && at + CONTACT_REST_MS > now,
    );
    if (last === null || !isResting.includes(true)) return { look: wanted, freeAt: null };
    const ends = this.#contacts.flatMap(({ at }, index) => (isResting[index] ? [at + CONTACT_REST_MS] : []));
    const lamps = wanted.lamps.map((lamp, index) => (isResting[index] ? (last.lamps[index] ?? lamp) : lamp));
    const buzzer = isResting[lamps.length] ? last.buzzer : wanted.buzzer;
    return { look: { lamps, buzzer }, freeAt: Math.min(...ends) };
  }

  /** The light is about to be told to be so. */
  switched(look: LightLook, now: Monotonic): void {
    this.#last = look;
    this.#contacts = closed(look).map((isClosed, index) => {
      const before = this.#contacts[index];
      return before?.isClosed === isClosed ? before : { isClosed, at: now };
    });
  }
}

const closed = ({ lamps, buzzer }: LightLook): readonly boolean[] => [
  ...lamps.map((lamp) => !isDark(lamp)),
  buzzer,
];
