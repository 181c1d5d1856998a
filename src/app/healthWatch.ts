import { combineLatest, type Observable, type Subscription } from "rxjs";
import type { NodeHealth } from "../domain/lightFacts.ts";
import type { BusState } from "./busSession.ts";

/** How the controller is, as lights follow it: its devices and its broker. */
export class HealthWatch {
  #now: NodeHealth = { worst: "up", broker: true };
  readonly #subscription: Subscription;

  constructor(bus$: Observable<BusState>, worst$: Observable<NodeHealth["worst"]>, changed: () => void) {
    this.#subscription = combineLatest([bus$, worst$]).subscribe(([bus, worst]) => {
      // Before the first attempt has ended, nobody can say that the broker is away.
      this.#now = { worst, broker: bus.up || bus.fault === null };
      changed();
    });
  }

  get now(): NodeHealth {
    return this.#now;
  }

  stop(): void {
    this.#subscription.unsubscribe();
  }
}
