export type Facts = Readonly<Record<string, unknown>>;

/** A fixed text, then facts. `error`: someone must act; `warn`: degraded, we go on; `info`: a state changed. */
export interface Logger {
  error(text: string, facts?: Facts): void;
  warn(text: string, facts?: Facts): void;
  info(text: string, facts?: Facts): void;
  debug(text: string, facts?: Facts): void;
}
