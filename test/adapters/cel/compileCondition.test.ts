import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadConditions, longestCondition } from "../../../src/adapters/cel/compileCondition.ts";
import { conditionFigures } from "../../../src/domain/conditionFacts.ts";
import type { Facts } from "../../../src/ports/conditions.ts";

const compile = await loadConditions();
const subjects = new Map([
  ["sales", conditionFigures],
  ["service", conditionFigures],
]);

function ask(source: string, facts: Facts): boolean {
  const compiled = compile(source, subjects);
  if (!compiled.ok) throw new Error(`${compiled.message}: ${compiled.advice}`);
  return compiled.condition(facts);
}

const busy: Facts = {
  sales: { waiting: 5, ready: 0, state: "open", stale: false, serviceLevel: 79.6 },
  service: { waiting: 12, ready: 3, state: "closed", stale: false, serviceLevel: null },
};

describe("conditions that hold", () => {
  it.each([
    "sales.waiting >= 5",
    "sales.waiting == 5",
    "sales.waiting != 4",
    "sales.waiting >= 5 && sales.ready == 0",
    "sales.waiting > 100 || service.waiting > 10",
    "!(sales.waiting > 5)",
    "sales.waiting + service.waiting == 17",
    "sales.waiting * 2 - 1 > 8",
    "service.waiting / 2 == 6",
    "sales.serviceLevel < 80",
    "sales.waiting in [4, 5]",
    'sales.state == "open"',
    "service.state != 'open'",
    "!sales.stale",
    "-sales.waiting < 0",
    "sales.ready > 0 ? false : sales.waiting > 4",
    "has(sales.waiting) && !has(service.serviceLevel)",
    "true",
  ])("%s", (source) => {
    expect(ask(source, busy)).toBe(true);
  });
});

describe("conditions about what is not known", () => {
  const unknown: Facts = { sales: { waiting: null, ready: 0 }, service: { waiting: 12 } };

  it.each([
    "sales.waiting > 3",
    "sales.waiting <= 3",
    "sales.waiting == 0",
    "sales.waiting != 0",
    "!(sales.waiting > 3)",
    "!(sales.waiting == 0)",
    "sales.waiting > 3 && service.waiting > 10",
    "sales.waiting > 3 || service.waiting > 100",
    "sales.waiting in [0, 1]",
    "sales.waiting + service.waiting > 5",
    "sales.state == 'open'",
    "sales.stale",
    "has(sales.waiting)",
  ])("%s is false", (source) => {
    expect(ask(source, unknown)).toBe(false);
  });

  it("is true when the other side of || decides alone", () => {
    expect(ask("sales.waiting > 3 || service.waiting > 10", unknown)).toBe(true);
    expect(ask("service.waiting > 10 || sales.waiting > 3", unknown)).toBe(true);
  });

  it("takes a zero for a zero, and null for nothing", () => {
    expect(ask("sales.waiting == 0", { sales: { waiting: 0 } })).toBe(true);
    expect(ask("sales.waiting == 0", { sales: { waiting: null } })).toBe(false);
    expect(ask("sales.waiting == 0", { sales: {} })).toBe(false);
    expect(ask("sales.waiting == 0", {})).toBe(false);
  });

  it.each([Number.NaN, "5", true])("does not compare %s with a number", (waiting) => {
    expect(ask("sales.waiting < 100 || sales.waiting >= 100", { sales: { waiting } })).toBe(false);
  });

  it("does not let nothing divided by nothing decide", () => {
    expect(compile("!(sales.waiting / sales.ready > 2)", subjects)).toMatchObject({ ok: false });
  });
});

describe("queues with names that are words of the language", () => {
  it.each(["string", "list", "map", "int", "type", "cel", "has", "size"])("%s", (name) => {
    const compiled = compile(
      `${name}.waiting > 1 && has(${name}.waiting)`,
      new Map([[name, conditionFigures]]),
    );
    expect(compiled).toMatchObject({ ok: true, reads: [name] });
    expect(compiled.ok && compiled.condition({ [name]: { waiting: 2 } })).toBe(true);
  });
});

describe("what a condition reads", () => {
  it("names each subject once", () => {
    const compiled = compile("service.waiting > 1 && sales.ready == 0 || has(service.ready)", subjects);
    expect(compiled).toMatchObject({ ok: true, reads: ["service", "sales"] });
  });

  it("is nothing for a constant", () => {
    expect(compile("1 < 2", subjects)).toMatchObject({ ok: true, reads: [] });
  });
});

describe("conditions that are refused", () => {
  it.each([
    ["salez.waiting > 5", 1, "there is no queue or group 'salez'", "did you mean 'sales'?"],
    ["sales.waitng > 5", 7, "there is no figure 'waitng'", "did you mean 'waiting'?"],
    ["waiting > 5", 1, "there is nothing called 'waiting'", "use one of: sales, service"],
    ["sales > 5", 1, "'sales' is a queue or group, not a figure", "write for example sales.waiting"],
    [
      "sales.waiting > '5'",
      1,
      "compares a number with a text",
      "numbers stand without quotes, texts with them",
    ],
    ["sales.state == 5", 1, "compares a text with a number", "numbers stand without quotes, texts with them"],
    ["sales.stale == 1", 1, "compares a yes or no with a number", "both sides must be of one kind"],
    ["sales.waiting in ['a']", 1, "'in' cannot join a number and a list", "both sides must be of one kind"],
    [
      "sales.state + 1 == 'a'",
      1,
      "'+' cannot join a text and a number",
      "numbers stand without quotes, texts with them",
    ],
    ["!sales.waiting", 1, "'!' cannot stand before a number", "write for example !(sales.waiting > 0)"],
    ["-sales.state == 'a'", 1, "'-' cannot stand before a text", "write for example !(sales.waiting > 0)"],
    [
      "sales.waiting && true",
      1,
      "&& and || join comparisons, not figures",
      "write for example sales.waiting > 0 && sales.ready == 0",
    ],
    ["sales.waiting", 1, "a condition must be true or false", "compare the figure: sales.waiting > 0"],
    ["sales.waiting >", 16, "the condition ends too early", "write for example sales.waiting >= 5"],
    ["", 1, "the condition ends too early", "write for example sales.waiting >= 5"],
    ["sales.waiting = 5", 15, "'=' cannot stand here", "write == to compare"],
    ["sales.waiting > 5 and sales.ready == 0", 19, "'and' cannot stand here", "write && for and"],
    ["sales.waiting > 5 or true", 19, "'or' cannot stand here", "write || for or"],
    [
      "sales.waiting > 5)",
      18,
      "')' cannot stand here",
      "write for example sales.waiting >= 5 && sales.ready == 0",
    ],
    ["sales.state == 'open", 16, "a text is not closed", "close it with the quote it began with"],
    [
      "sales.waiting == null",
      18,
      "nothing can be compared with null",
      "ask whether a figure is known: has(sales.waiting)",
    ],
    [
      "sales.waiting > b'a'",
      17,
      "this kind of value is not for conditions",
      "write a number, or a text in quotes",
    ],
    [
      "sales.state.matches('(a+)+$')",
      1,
      "there is no '.matches(…)' in conditions",
      "compare whole texts with == or in",
    ],
    ["[1, 2].all(x, x > 0)", 1, "there is no '.all(…)' in conditions", "compare whole texts with == or in"],
    [
      "size('a') == 1",
      1,
      "there is no 'size(…)' in conditions",
      "use comparisons, &&, ||, ! and has(sales.waiting)",
    ],
    [
      "sales['waiting'] > 3",
      1,
      "this cannot stand in a condition",
      "use comparisons, &&, ||, ! and has(sales.waiting)",
    ],
    [
      "sales.waiting.more > 3",
      15,
      ".more cannot stand here",
      "write a queue or group, a point and a figure: sales.waiting",
    ],
    ["has(sales.wating)", 11, "there is no figure 'wating'", "did you mean 'waiting'?"],
    [
      "sales.waiting / sales.ready > 2",
      1,
      "only a number above 0 can stand behind /",
      "write a.waiting > 2 * a.ready for a.waiting / a.ready > 2",
    ],
    ["salez.waiting / 2 > 1", 1, "there is no queue or group 'salez'", "did you mean 'sales'?"],
    [
      "sales.waiting > 1 ? 1 : 'a'",
      1,
      "what stands on both sides of : must be of one kind",
      "write two comparisons, or two numbers",
    ],
    [
      "sales.waiting ? true : false",
      7,
      "what stands before ? must be a comparison",
      "write for example sales.ready > 0 ? sales.waiting > 5 : sales.waiting > 0",
    ],
    [
      "sales.waiting in [1, 'a']",
      22,
      "a list holds numbers or texts, not both",
      "write for example [1, 2, 3]",
    ],
    ["sales.waiting > 1e400", 17, "this number is too big", "write a smaller one"],
    ["for.waiting > 1", 1, "this word has another meaning in conditions", "rename the queue or group"],
    [
      "((((((((((((((((((((((true))))))))))))))))))))))",
      21,
      "the condition is too long or too deep",
      "split it over several pages",
    ],
  ])("%s", (source, column, message, advice) => {
    expect(compile(source, subjects)).toEqual({ ok: false, column, message, advice });
  });

  it("is refused when it is longer than a condition can be", () => {
    const source = `sales.waiting > ${"1".repeat(longestCondition)}`;
    expect(compile(source, subjects)).toMatchObject({ ok: false, column: null });
  });

  it("does not fall over a has(…) without a figure", () => {
    expect(compile("has(sales)", subjects).ok).toBe(false);
    expect(compile("has()", subjects).ok).toBe(false);
  });
});

describe("what nobody thought of", () => {
  it("refuses the condition instead of throwing", () => {
    class BrokenSubjects extends Map<string, readonly string[]> {
      override get(): never {
        throw new Error("lost");
      }
    }
    expect(compile("sales.waiting > 1", new BrokenSubjects())).toEqual({
      ok: false,
      column: null,
      message: "the condition cannot be read",
      advice: "lost",
    });
  });
});

const word = fc.constantFrom(
  "sales",
  "service",
  ".",
  "waiting",
  "ready",
  "state",
  "stale",
  ">",
  ">=",
  "==",
  "!=",
  "&&",
  "||",
  "!",
  "(",
  ")",
  "[",
  "]",
  "1",
  "0",
  "2.5",
  "'a'",
  "has",
  "in",
  "?",
  ":",
  "+",
  "-",
  "*",
  "/",
  "null",
  "true",
  ",",
  "matches",
  "{",
  "}",
  " ",
);
const value = fc.oneof(fc.double(), fc.constant(null), fc.string(), fc.boolean(), fc.integer());
const anyFacts = fc.dictionary(
  fc.constantFrom("sales", "service", "other"),
  fc.dictionary(fc.constantFrom(...conditionFigures, "__proto__", "x"), value),
);

describe("any condition", () => {
  it("never throws, and answers yes or no", () => {
    const source = fc.oneof(
      fc.string(),
      fc.array(word, { maxLength: 20 }).map((words) => words.join("")),
    );
    fc.assert(
      fc.property(source, anyFacts, (text, facts) => {
        const compiled = compile(text, subjects);
        if (compiled.ok) expect(typeof compiled.condition(facts)).toBe("boolean");
        else {
          expect(compiled.message).not.toBe("");
          expect(
            compiled.column === null || (compiled.column >= 1 && compiled.column <= text.length + 1),
          ).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("is never true by an unknown figure: whatever it turns out to be, it would be true", () => {
    const comparison = fc
      .tuple(
        fc.constantFrom("sales.waiting", "service.waiting", "sales.ready"),
        fc.constantFrom(">", "<=", "==", "!="),
        fc.nat(4),
      )
      .map(([figure, operator, limit]) => `${figure} ${operator} ${limit}`);
    const expression = fc.letrec<{ any: string; leaf: string; both: string; either: string; not: string }>(
      (tie) => ({
        any: fc.oneof({ maxDepth: 3 }, tie("leaf"), tie("both"), tie("either"), tie("not")),
        leaf: comparison,
        both: fc.tuple(tie("any"), tie("any")).map(([left, right]) => `(${left} && ${right})`),
        either: fc.tuple(tie("any"), tie("any")).map(([left, right]) => `(${left} || ${right})`),
        not: tie("any").map((inner) => `!(${inner})`),
      }),
    ).any;
    fc.assert(
      fc.property(expression, fc.nat(5), fc.nat(5), fc.nat(5), (source, first, second, third) => {
        fc.pre(source.length <= longestCondition);
        const partly = ask(source, { sales: { waiting: null, ready: third }, service: { waiting: second } });
        const fully = ask(source, { sales: { waiting: first, ready: third }, service: { waiting: second } });
        expect(partly && !fully).toBe(false);
      }),
    );
  });
});
