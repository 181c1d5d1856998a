import type { Moment } from "../domain/arrival.ts";
import { calmWall } from "../domain/calmWall.ts";
import type { Monotonic } from "../domain/instant.ts";
import { sameLook } from "../domain/light.ts";
import { LightBoard, type LightView } from "./lightBoard.ts";
import type { LightPlan, LightShow } from "./lightPlan.ts";
import { soonest } from "./soonest.ts";

/** All lights of a controller: each follows its rules, and all of them together do not flash at once. */
export class LightWall {
  readonly boards: readonly LightBoard[];
  readonly #mayAllFlash: boolean;
  readonly #want: (light: string, show: LightShow) => void;
  /** What each light should be by its own rules, and what it was told last. */
  readonly #wanted = new Map<string, LightShow>();
  readonly #told = new Map<string, LightShow>();
  #round = 0;

  constructor(
    plans: readonly LightPlan[],
    mayAllFlash: boolean,
    want: (light: string, show: LightShow) => void,
  ) {
    this.boards = plans.map((plan) => new LightBoard(plan));
    this.#mayAllFlash = mayAllFlash;
    this.#want = want;
  }

  /** When one of them may be another although nothing happened. */
  get nextAt(): Monotonic | null {
    return soonest(this.boards.map((board) => board.nextAt));
  }

  /** Lets some lights look again, and tells those that should be another now. */
  look(boards: Iterable<LightBoard>, now: Moment, view: LightView): void {
    for (const board of boards) this.#wanted.set(board.plan.id, board.show(now, view));
    const shows = [...this.#wanted];
    const looks = shows.map(([, show]) => show);
    const calm = this.#mayAllFlash ? looks : calmWall(looks);
    this.#round += 1;
    const round = this.#round;
    for (const [index, [id, show]] of shows.entries()) {
      // What a light does about it may be news to the others: then they have looked again already.
      if (round === this.#round) this.#tell(id, { ...show, ...calm[index] });
    }
  }

  /** Somebody has heard the buzzers. */
  silence(): void {
    for (const board of this.boards) board.silence();
  }

  #tell(id: string, show: LightShow): void {
    const told = this.#told.get(id);
    if (told !== undefined && isTold(told, show)) return;
    this.#told.set(id, show);
    this.#want(id, show);
  }
}

const isTold = (a: LightShow, b: LightShow): boolean =>
  sameLook(a, b) && a.rules.every((rule, lamp) => rule === b.rules[lamp]) && fadesOf(a) === fadesOf(b);

const fadesOf = ({ lamps }: LightShow): string => lamps.map(({ fadeMs }) => fadeMs).join();
