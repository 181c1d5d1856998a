/** A moment of the wall clock: milliseconds since 1970-01-01T00:00Z. */
export type Instant = number;

/** A moment of the clock that never jumps: milliseconds since an arbitrary start. Never compare it with an Instant. */
export type Monotonic = number;
