import { z } from "zod";
import { siteSchema } from "./siteSchema.ts";

/** The JSON Schema of a site's file, for editors that complete and check while one types. */
function siteJsonSchema(): object {
  return {
    title: "A Bandeau site",
    description: "What one controller of a call centre shows: queues in, displays out.",
    ...z.toJSONSchema(siteSchema, { target: "draft-2020-12", io: "input" }),
  };
}

/** The schema as it stands in `config/bandeau.schema.json`, without the last line break. */
export const siteJsonSchemaText = (): string => JSON.stringify(siteJsonSchema(), null, 2);
