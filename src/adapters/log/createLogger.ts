import pino from "pino";
import type { Facts, Logger } from "../../ports/logger.ts";

export type LogForm = "journal" | "json" | "text";
export type LogLevel = "error" | "warn" | "info" | "debug";

/** Severity numbers that journald reads from the beginning of a line (sd-daemon(3)). */
const priorities: Readonly<Record<string, number>> = { error: 3, warn: 4, info: 6, debug: 7 };

const asText = (value: unknown): string => {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return /[\s"=]/.test(text) ? JSON.stringify(value) : text;
};

/** Text, then facts, as a person reads them. */
function words({ level: _level, time: _time, msg, ...facts }: Readonly<Record<string, unknown>>): string {
  return [msg, ...Object.entries(facts).map(([key, value]) => `${key}=${asText(value)}`)].join(" ");
}

/** The journal keeps time and severity by itself; a person at a terminal wants to see them. */
function dressed(form: "journal" | "text", line: string): string {
  const record = JSON.parse(line) as Record<string, unknown>;
  const level = String(record["level"]);
  return form === "journal"
    ? `<${priorities[level] ?? 6}>${words(record)}\n`
    : `${String(record["time"]).slice(11, 19)} ${level.padEnd(5)} ${words(record)}\n`;
}

/**
 * One line an event on `write`, at once: for the journal (a severity in front), for a person, or as JSON for
 * anything else. There are no log files: SD cards wear.
 */
export function createLogger(form: LogForm, level: LogLevel, write: (line: string) => void): Logger {
  const destination = {
    write(line: string): void {
      write(form === "json" ? line : dressed(form, line));
    },
  };
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
  const say =
    (name: LogLevel) =>
    (text: string, facts?: Facts): void =>
      logger[name](facts ?? {}, text);
  return { error: say("error"), warn: say("warn"), info: say("info"), debug: say("debug") };
}

/** How to log on this stdout: the journal's form under systemd, text for a person, JSON for anything else. */
export function logFormFor(environment: NodeJS.ProcessEnv, isTerminal: boolean): LogForm {
  if (environment["JOURNAL_STREAM"]) return "journal";
  return isTerminal ? "text" : "json";
}
