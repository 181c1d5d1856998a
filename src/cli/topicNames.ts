import { reasonOf } from "../ports/fault.ts";
import { checkTopicIds } from "./topicId.ts";

/** More queues than any ACD has. */
const MOST_QUEUES = 2_000;

/** Which queues of an ACD can have a topic each: of two that would share one, the first that came has it. */
export class TopicNames {
  readonly #out: (line: string) => void;
  readonly #taken: string[] = [];
  readonly #known = new Map<string, boolean>();

  /** `out` is told once of each queue that stays out. */
  constructor(out: (line: string) => void) {
    this.#out = out;
  }

  has(queue: string): boolean {
    const known = this.#known.get(queue);
    if (known !== undefined || this.#known.size >= MOST_QUEUES) return known ?? false;
    const fits = this.#fits(queue);
    this.#known.set(queue, fits);
    if (fits) this.#taken.push(queue);
    return fits;
  }

  #fits(queue: string): boolean {
    try {
      checkTopicIds([...this.#taken, queue]);
      return true;
    } catch (error) {
      this.#out(reasonOf(error));
      return false;
    }
  }
}
