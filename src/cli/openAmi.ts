import { createHash } from "node:crypto";
import { LineReader } from "../adapters/readline/lineReader.ts";
import { AmiBlocks } from "../drivers/acd/ami/amiBlocks.ts";
import { type AmiEvent, ofBlock } from "../drivers/acd/ami/amiEvent.ts";
import type { Connection } from "../ports/connection.ts";
import { Fault } from "../ports/fault.ts";
import type { OpenSerialLink, SerialLink } from "../ports/serialLink.ts";
import type { Secret } from "../shared/secret.ts";
import { within } from "../shared/time.ts";
import {
  floodedAmi,
  lineFault,
  noChallenge,
  noQueues,
  notAsterisk,
  refusedLogin,
  silentAmi,
} from "./amiFaults.ts";

/** How long Asterisk may think about anything. */
const ANSWER_LIMIT_MS = 10_000;
/** What `read =` of a user in manager.conf must allow: queues and agents, restarts and reloads. */
const EVENTS = "agent,system";

/** In bytes. A line holds one header; Asterisk itself makes none that is a tenth as long. */
const LONGEST_LINE = 16_384;

export interface AmiAccess {
  /** For messages, `host:port`. */
  readonly address: string;
  readonly open: OpenSerialLink;
  readonly user: string;
  readonly secret: Secret;
  /** Send the password itself instead of the answer to a challenge. */
  readonly plain: boolean;
  /** Every event, in order: as it came, and taken apart. */
  readonly onEvent: (block: string, event: AmiEvent) => void;
}

interface Waiting {
  readonly isAnswer: (event: AmiEvent) => boolean;
  readonly resolve: (event: AmiEvent) => void;
  readonly reject: (fault: Fault) => void;
}

/**
 * A login at Asterisk's manager interface. Written here because what we need of the protocol is some lines of text, and staying
 * connected, bounds and time limits are ours for every device alike.
 */
export class AmiConnection implements Connection {
  readonly lost: Promise<Fault>;
  readonly #access: AmiAccess;
  readonly #link: SerialLink;
  readonly #blocks = new AmiBlocks();
  /** Questions that wait. Not a race with `lost`: that keeps a reaction for each question for ever. */
  readonly #waiting = new Set<Waiting>();
  #lose: (fault: Fault) => void = () => undefined;
  #isLost = false;
  #isGreeted = false;
  #actions = 0;

  constructor(access: AmiAccess, link: SerialLink) {
    this.#access = access;
    this.#link = link;
    this.lost = new Promise((resolve) => {
      this.#lose = resolve;
    });
    void link.lost.then((fault) => this.#end(lineFault(access.address, fault)));
    const lines = new LineReader(LONGEST_LINE, {
      line: (text) => this.#receive(text),
      tooLong: () => this.#end(floodedAmi(access.address, "a line")),
    });
    link.bytes$.subscribe((bytes) => lines.feed(bytes));
  }

  close(): Promise<void> {
    return this.#link.close();
  }

  /** Waits for the greeting, then logs in. */
  async login(): Promise<void> {
    const { address, user, secret, plain } = this.#access;
    const greeting = await this.#hear(
      (event) => event.has("greeting"),
      () => notAsterisk(address, null),
    );
    const said = greeting.text("greeting") ?? "";
    if (!/^Asterisk Call Manager/i.test(said)) throw notAsterisk(address, said);
    const proof = plain ? { Secret: secret.reveal() } : await this.#proof();
    const answer = await this.#ask({ Action: "Login", Username: user, ...proof, Events: EVENTS });
    if (!isSuccess(answer)) throw refusedLogin(address, user);
  }

  /** Asks for everything about all queues; resolves when the last word of the answer has come and was handed on. */
  async askQueues(): Promise<void> {
    const id = String(this.#actions + 1);
    const complete = (event: AmiEvent): boolean =>
      (event.kind === "queuestatuscomplete" || (event.kind === "" && !isSuccess(event))) &&
      event.text("actionid") === id;
    const answer = await this.#ask({ Action: "QueueStatus" }, complete);
    if (answer.kind === "") throw noQueues(this.#access.address, answer.text("message") ?? "no reason given");
  }

  async #proof(): Promise<Readonly<Record<string, string>>> {
    const answer = await this.#ask({ Action: "Challenge", AuthType: "MD5" });
    const challenge = answer.text("challenge");
    if (!isSuccess(answer) || challenge === null) throw noChallenge(this.#access.address);
    const key = createHash("md5").update(challenge + this.#access.secret.reveal());
    return { AuthType: "MD5", Key: key.digest("hex") };
  }

  /** Sends an action and waits for the answer with its number. */
  async #ask(
    action: Readonly<Record<string, string>>,
    isAnswer?: (event: AmiEvent) => boolean,
  ): Promise<AmiEvent> {
    this.#actions += 1;
    const id = String(this.#actions);
    const answers = (event: AmiEvent): boolean => event.kind === "" && event.text("actionid") === id;
    const late = (): Fault => silentAmi(this.#access.address, ANSWER_LIMIT_MS / 1_000);
    const answer = this.#hear(isAnswer ?? answers, late);
    // Heard of below; when the line is lost meanwhile, both fail with the same reason.
    answer.catch(() => undefined);
    try {
      await this.#link.write(actionText({ ...action, ActionID: id }));
    } catch (error) {
      throw error instanceof Fault ? lineFault(this.#access.address, error) : error;
    }
    return answer;
  }

  /** The next event that is an answer, within the limit. */
  async #hear(isAnswer: (event: AmiEvent) => boolean, late: () => Fault): Promise<AmiEvent> {
    let forget: () => void = () => undefined;
    const heard = new Promise<AmiEvent>((resolve, reject) => {
      const waiting = { isAnswer, resolve, reject };
      this.#waiting.add(waiting);
      forget = () => this.#waiting.delete(waiting);
    });
    try {
      return await within(ANSWER_LIMIT_MS, heard, late);
    } finally {
      forget();
    }
  }

  #end(fault: Fault): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#lose(fault);
    for (const { reject } of this.#waiting) reject(fault);
  }

  #receive(line: string): void {
    if (this.#isLost) return;
    if (!this.#isGreeted) {
      this.#isGreeted = true;
      this.#answer(ofBlock(`Greeting: ${line.trim()}`));
      return;
    }
    const block = this.#blocks.take(line);
    if (block === null) this.#end(floodedAmi(this.#access.address, "an event"));
    if (block === null || block === "") return;
    const event = ofBlock(block);
    if (event.kind !== "") this.#access.onEvent(block, event);
    this.#answer(event);
  }

  #answer(event: AmiEvent): void {
    for (const { isAnswer, resolve } of this.#waiting) if (isAnswer(event)) resolve(event);
  }
}

/** One attempt to log in, every wait of which ends. */
export async function openAmi(access: AmiAccess, signal: AbortSignal): Promise<AmiConnection> {
  const link = await access.open(signal).catch((error: unknown) => {
    throw error instanceof Fault ? lineFault(access.address, error) : error;
  });
  const connection = new AmiConnection(access, link);
  const abort = (): void => void link.close();
  signal.addEventListener("abort", abort);
  try {
    await connection.login();
    return connection;
  } catch (error) {
    await link.close();
    throw error;
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

const isSuccess = (answer: AmiEvent): boolean => answer.text("response")?.toLowerCase() === "success";

/** Nothing that somebody typed may end a line early and begin an action of its own. */
const oneLine = (value: string): string => value.replaceAll(/[\r\n]/g, "");

function actionText(headers: Readonly<Record<string, string>>): Uint8Array {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${oneLine(value)}\r\n`);
  return new TextEncoder().encode(`${lines.join("")}\r\n`);
}
