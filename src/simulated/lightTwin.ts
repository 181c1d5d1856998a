import { Subject } from "rxjs";
import type { LightLook, Rgb } from "../domain/light.ts";
import type { Clock } from "../ports/clock.ts";
import { Fault } from "../ports/fault.ts";
import type { LightFrame, LightWord, VirtualLight } from "../ports/lightDriver.ts";
import type { LightLink, OpenLight } from "../ports/lightLink.ts";
import { closedFault } from "../ports/lineLife.ts";
import { sleep } from "../shared/time.ts";

export interface LightTwinOptions {
  readonly name: string;
  /** What understands the frames. It keeps its power when it is let go of, and loses it with its plug. */
  readonly light: VirtualLight;
  readonly clock: Pick<Clock, "monotonic">;
}

/** A light of any kind that can be opened, with its faults to order. */
export class LightTwin {
  readonly #options: LightTwinOptions;
  readonly #frames: LightFrame[] = [];
  #unpluggedBy: Fault | null = null;
  #refusedBy: Fault | null = null;
  #sendMs = 0;
  #link: TwinLightLink | null = null;

  constructor(options: LightTwinOptions) {
    this.#options = options;
  }

  /** Opens it; a second program beside the first is no matter for most lights. */
  readonly open: OpenLight = async (signal) => {
    if (signal.aborted) throw closedFault(this.#options.name);
    if (this.#unpluggedBy !== null) throw this.#unpluggedBy;
    this.#link = new TwinLightLink(this.#options.name, (frame, link) => this.#take(frame, link));
    return this.#link;
  };

  /** What it shows, with the rhythms that it keeps by itself. */
  get look(): LightLook {
    return this.#options.light.look(this.#options.clock.monotonic());
  }

  /** What burns at this moment. */
  get burning(): readonly Rgb[] {
    return this.#options.light.burning(this.#options.clock.monotonic());
  }

  /** The latest frames that it got, the oldest first. */
  get frames(): readonly LightFrame[] {
    return this.#frames;
  }

  /** Pulls its plug: it goes dark and forgets. */
  unplug(): void {
    this.#unpluggedBy = new Fault(
      "LIGHT_GONE",
      `${this.#options.name} is not there`,
      "plug the twin in again",
    );
    this.#link?.lose(this.#unpluggedBy);
    this.#options.light.powerCycle();
  }

  plug(): void {
    this.#unpluggedBy = null;
  }

  /** Each frame takes so long from now on. */
  slow(ms: number): void {
    this.#sendMs = ms;
  }

  /** Takes no frame until it is null. */
  refuse(fault: Fault | null): void {
    this.#refusedBy = fault;
  }

  /** Its button; nothing happens where it has none. */
  press(isDown: boolean): void {
    for (const word of this.#options.light.press?.(isDown) ?? []) this.#link?.say(word);
  }

  /** It says something by itself. */
  say(word: LightWord): void {
    this.#link?.say(word);
  }

  async #take(frame: LightFrame, link: TwinLightLink): Promise<void> {
    if (this.#sendMs > 0) await sleep(this.#sendMs, link.ended);
    if (this.#refusedBy !== null) throw this.#refusedBy;
    if (link.fault !== null) throw link.fault;
    if (this.#frames.length === MOST_FRAMES) this.#frames.shift();
    this.#frames.push(frame);
    const said = this.#options.light.take(frame, this.#options.clock.monotonic());
    if (frame.kind === "bytes" && frame.answer !== null) judge(frame.answer, said, this.#options.name);
    else for (const word of said) link.say(word);
  }
}

/** Frames that a twin remembers. */
const MOST_FRAMES = 1_000;

/** What it said to the frame: taken, or a Fault as a real line's link makes it. */
function judge(
  { read }: NonNullable<Extract<LightFrame, { kind: "bytes" }>["answer"]>,
  said: readonly LightWord[],
  name: string,
): void {
  const bytes = Uint8Array.from(said.flatMap((word) => (word.kind === "bytes" ? [...word.bytes] : [])));
  const verdict = read(bytes);
  if (verdict.kind === "refused") throw new Fault("LIGHT_REFUSED", verdict.reason, verdict.advice);
  if (verdict.kind === "more")
    throw new Fault("LIGHT_SILENT", `${name} does not answer`, "look why the twin says nothing");
}

class TwinLightLink implements LightLink {
  readonly words$;
  readonly lost: Promise<Fault>;
  readonly #name: string;
  readonly #take: (frame: LightFrame, link: TwinLightLink) => Promise<void>;
  readonly #words = new Subject<LightWord>();
  readonly #ended = new AbortController();
  #fault: Fault | null = null;
  #tellLost: (fault: Fault) => void = () => undefined;

  constructor(name: string, take: (frame: LightFrame, link: TwinLightLink) => Promise<void>) {
    this.#name = name;
    this.#take = take;
    this.words$ = this.#words.asObservable();
    this.lost = new Promise((resolve) => {
      this.#tellLost = resolve;
    });
  }

  get fault(): Fault | null {
    return this.#fault;
  }

  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  say(word: LightWord): void {
    this.#words.next(word);
  }

  async send(frame: LightFrame): Promise<void> {
    if (this.#fault !== null) throw this.#fault;
    await this.#take(frame, this);
  }

  lose(fault: Fault): void {
    if (this.#fault !== null) return;
    this.#fault = fault;
    this.#ended.abort();
    this.#tellLost(fault);
    this.#words.complete();
  }

  async close(): Promise<void> {
    this.lose(closedFault(this.#name));
  }
}
