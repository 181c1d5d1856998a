/** What a condition may ask: subject → figure → value. Null and missing mean unknown. */
export type Facts = Readonly<Record<string, Readonly<Record<string, number | string | boolean | null>>>>;

/**
 * A compiled `when:`. It is true only if it is true whatever the unknown figures are: we do not act on what we do
 * not know. A comparison with something unknown is neither true nor false, and `||` can still be decided by its
 * other side.
 */
export type Condition = (facts: Facts) => boolean;

export type CompiledCondition =
  | { readonly ok: true; readonly condition: Condition; readonly reads: readonly string[] }
  | {
      readonly ok: false;
      /** Where in the source, counted from 1; null when it is the whole of it. */
      readonly column: number | null;
      readonly message: string;
      readonly advice: string;
    };

/**
 * Compiles a condition. `subjects` are the names it may use, each with the figures it may ask of it;
 * `reads` of the answer are the subjects it does use.
 */
export type CompileCondition = (
  source: string,
  subjects: ReadonlyMap<string, readonly string[]>,
) => CompiledCondition;
