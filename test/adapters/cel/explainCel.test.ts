import { ParseError } from "@marcbachmann/cel-js";
import { expect, it } from "vitest";
import { explainCel } from "../../../src/adapters/cel/explainCel.ts";

it("points at the beginning when the language does not say where", () => {
  expect(explainCel(new ParseError("what is this"), "sales")).toEqual({
    column: 1,
    message: "'sales' cannot stand here",
    advice: "write for example sales.waiting >= 5 && sales.ready == 0",
  });
});
