/** What a condition may ask: subject → figure → value. Null and missing mean unknown. */
export type Facts = Readonly<Record<string, Readonly<Record<string, number | string | boolean | null>>>>;

/** A compiled `when:`. Anything unknown in it makes it false: we do not act on what we do not know. */
export type Condition = (facts: Facts) => boolean;

export type CompiledCondition =
  | { readonly ok: true; readonly condition: Condition; readonly reads: readonly string[] }
  | { readonly ok: false; readonly message: string; readonly advice: string };

/**
 * Compiles a condition. `subjects` are the names it may use, each with the figures it may ask of it;
 * `reads` of the answer are the subjects it does use.
 */
export type CompileCondition = (
  source: string,
  subjects: ReadonlyMap<string, readonly string[]>,
) => CompiledCondition;
