/** How long we wait for a line, in milliseconds. Every wait on hardware has an end. */
export interface LineLimits {
  readonly openMs: number;
  /** Beyond the time that the bytes need on the wire; after it the line counts as stuck. */
  readonly writeMarginMs: number;
  readonly closeMs: number;
  /** How often we look whether the device is still there; a loss is noticed within twice this. */
  readonly watchMs: number;
  /** How long the other end of a network line may take nothing of what was sent. */
  readonly silentMs: number;
}

/** Limits for lines in service. A USB adapter opens in milliseconds, a serial server across a site in tenths of a second. */
export const lineLimits: LineLimits = {
  openMs: 5_000,
  writeMarginMs: 2_000,
  closeMs: 2_000,
  watchMs: 1_000,
  silentMs: 10_000,
};
