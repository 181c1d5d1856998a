import { z } from "zod";
import type { Path } from "./problem.ts";

/**
 * The schemas that may stand at a path of a file: one, or several where a union leaves the choice. Wrappers such as
 * defaults are taken off; `description` is what the outermost of them says.
 */
export function schemasAt(schema: z.core.$ZodType, path: Path): z.core.$ZodType[] {
  return path.reduce<z.core.$ZodType[]>(
    (candidates, segment) => candidates.flatMap((candidate) => step(candidate, segment).flatMap(unwrap)),
    unwrap(schema),
  );
}

/** The keys that may be written at a path. */
export function knownKeys(schema: z.core.$ZodType, path: Path): string[] {
  const keys = schemasAt(schema, path).flatMap((candidate) =>
    candidate instanceof z.ZodObject ? Object.keys(candidate.shape) : [],
  );
  return [...new Set(keys)];
}

/** What the schema says about a key, for somebody who left it out; null when it says nothing. */
export function descriptionOf(schema: z.core.$ZodType, path: Path): string | null {
  for (const parent of schemasAt(schema, path.slice(0, -1)))
    for (const child of path.slice(-1).flatMap((segment) => step(parent, segment))) {
      const description = z.globalRegistry.get(child)?.description;
      if (description !== undefined) return description;
    }
  return null;
}

function step(schema: z.core.$ZodType, segment: string | number): z.core.$ZodType[] {
  if (schema instanceof z.ZodArray) return [schema.element];
  if (schema instanceof z.ZodRecord) return [schema.valueType];
  if (!(schema instanceof z.ZodObject)) return [];
  const shape: Readonly<Record<string, z.core.$ZodType>> = schema.shape;
  const child = Object.hasOwn(shape, segment) ? shape[segment] : undefined;
  return child ? [child] : [];
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType[] {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodExactOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodNullable
  )
    return unwrap(schema.unwrap());
  if (schema instanceof z.ZodPipe) return [...unwrap(schema.in), ...unwrap(schema.out)];
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(unwrap);
  return [schema];
}
