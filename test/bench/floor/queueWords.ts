import { statistics } from "../../suites/statistics.ts";
import type { Word } from "./rawPublisher.ts";

/** Numbers of five digits, so that each is on the bus once in a long while and is known again on a glass. */
const LEAST = 10_000;
const NUMBERS = 90_000;
const MARK = 12_345;

/** A message is made of strings that are there already: who floods a machine must not be who loads it. */
const template = (() => {
  const figures = { waiting: MARK, longest: 64, ready: 3, level: 78 };
  const { at: _, observedAt: __, ...rest } = statistics("QUEUE-ID", figures);
  const [before = "", after = ""] = JSON.stringify(rest).slice(1).split(String(MARK));
  return { name: '"QUEUE-ID"', before, after };
})();

/** The number of callers waiting in the message with this index. */
export const waitingAt = (index: number): number => LEAST + (index % NUMBERS);

/** A queue's message with this many waiting; all else in it is as before, but for its time, which is that of now. */
export function queueWord(site: string, queue: string, waiting: number): Word {
  const now = new Date().toISOString();
  const { name, before, after } = template;
  const payload = `{"at":"${now}","observedAt":"${now}",${before}${waiting}${after}`.replace(
    name,
    `"${queue}"`,
  );
  return { topic: `cc/1/${site}/acd/acd/queue/${queue}/stats`, payload };
}
