import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeReport, eventText, restingState } from "../../../src/drivers/headset/decodeReport.ts";
import { encodeLeds } from "../../../src/drivers/headset/encodeLeds.ts";
import { readReportDescriptor } from "../../../src/drivers/headset/reportDescriptor.ts";
import { type Control, readHeadset } from "../../../src/drivers/headset/telephony.ts";
import {
  type BuiltField,
  type BuiltPlace,
  type BuiltReport,
  buildDescriptor,
  placesOf,
  plannedBits,
} from "./descriptorBuilder.ts";
import { devices } from "./devices.ts";

/** Usages that a telephone may report, and LEDs that it may have; the keys of a pad are in the former too. */
const told = [0x20, 0x21, 0x24, 0x26, 0x2a, 0x2f, 0x50, 0x97, 0xb0, 0xb1, 0xb2];
const shown = [0x09, 0x17, 0x18, 0x1e, 0x20, 0x21, 0x2a];

const shape = {
  size: fc.integer({ min: 1, max: 9 }),
  isRelative: fc.boolean(),
  isConstant: fc.boolean(),
  padding: fc.integer({ min: 0, max: 11 }),
  form: fc.constantFrom("single", "range", "long", "pageLast", "pushed"),
} as const;

const field = (kind: "input" | "output", page: number, ids: readonly number[]): fc.Arbitrary<BuiltField> =>
  fc.record({
    kind: fc.constant(kind),
    page: fc.constant(page),
    ids: fc.uniqueArray(fc.constantFrom(...ids), { minLength: 1, maxLength: 5 }),
    ...shape,
  });

/** Each usage once in a report, as in all real ones. */
const withoutRepeats = (fields: readonly BuiltField[]): BuiltField[] => {
  const seen = new Set<string>();
  return fields.flatMap((one) => {
    const ids = one.ids.filter((id) => !seen.has(`${one.kind}${id}`) && seen.add(`${one.kind}${id}`));
    return ids.length === 0 ? [] : [{ ...one, ids }];
  });
};

const fieldsOfOne = fc
  .array(fc.oneof(field("input", 0x0b, told), field("output", 0x08, shown)), { minLength: 1, maxLength: 5 })
  .map(withoutRepeats);

const planned: fc.Arbitrary<{ reports: BuiltReport[]; isNumbered: boolean }> = fc.oneof(
  fieldsOfOne.map((fields) => ({ reports: [{ id: 0, fields }], isNumbered: false })),
  fc
    .uniqueArray(fc.record({ id: fc.integer({ min: 1, max: 255 }), fields: fieldsOfOne }), {
      minLength: 1,
      maxLength: 4,
      selector: ({ id }) => id,
    })
    .map((reports) => ({ reports, isNumbered: true })),
);

const place = (kind: "input" | "output", control: Control): BuiltPlace => ({
  kind,
  reportId: control.reportId,
  usage: control.usage,
  bit: control.bitOffset,
  size: control.bitSize,
  isRelative: control.type === "relative",
});

/** Some bytes, most of them those that descriptors are made of. */
const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc
    .array(
      fc.constantFrom(
        0x05,
        0x0b,
        0x09,
        0x20,
        0xa1,
        0x01,
        0x85,
        0x75,
        0x95,
        0x81,
        0x91,
        0xc0,
        0xa4,
        0xb4,
        0xa9,
      ),
      { maxLength: 200 },
    )
    .map((bytes) => Uint8Array.from(bytes)),
);

const real = devices.map(({ descriptor }) => Uint8Array.from(Buffer.from(descriptor, "hex")));

describe("any headset", () => {
  it("has every control where its maker laid it out", () => {
    fc.assert(
      fc.property(planned, ({ reports, isNumbered }) => {
        const { inputs, outputs, problems } = readHeadset(buildDescriptor(reports, isNumbered));
        const found = [
          ...inputs.map((control) => place("input", control)),
          ...outputs.map((control) => place("output", control)),
        ];
        const wanted = placesOf(reports, isNumbered);
        expect(problems).toEqual([]);
        expect(new Set(found.map((one) => JSON.stringify(one)))).toEqual(
          new Set(wanted.map((one) => JSON.stringify(one))),
        );
        expect(found).toHaveLength(wanted.length);
      }),
    );
  });

  it("has reports as long as its maker declared them", () => {
    fc.assert(
      fc.property(planned, ({ reports, isNumbered }) => {
        const { reports: declared } = readReportDescriptor(buildDescriptor(reports, isNumbered));
        for (const { kind, reportId, bits } of declared) {
          const report = reports.find(({ id }) => id === reportId);
          expect(kind === "feature" || report === undefined ? null : plannedBits(report, kind)).toBe(bits);
        }
      }),
    );
  });

  it("gets each LED on the bit of its own, and no other", () => {
    fc.assert(
      fc.property(planned, fc.nat(), ({ reports, isNumbered }, pick) => {
        const controls = readHeadset(buildDescriptor(reports, isNumbered));
        const outputs = placesOf(reports, isNumbered).filter(({ kind }) => kind === "output");
        const wanted = controls.outputs[pick % Math.max(1, outputs.length)]?.name;
        fc.pre(wanted !== undefined);
        const usages = controls.outputs.filter(({ name }) => name === wanted).map(({ usage }) => usage);
        for (const { report } of encodeLeds(controls, new Set([wanted ?? ""]))) {
          const bits = [...report.subarray(1)].flatMap((byte, index) =>
            Array.from({ length: 8 }, (_, bit) => bit).flatMap((bit) =>
              (byte >> bit) & 1 ? [index * 8 + bit] : [],
            ),
          );
          const own = outputs.filter(
            ({ usage, reportId }) => usages.includes(usage) && reportId === report[0],
          );
          expect(bits).toEqual(own.map(({ bit }) => bit));
        }
      }),
    );
  });

  it("says the first time what it says, and nothing the second time", () => {
    fc.assert(
      fc.property(
        planned,
        fc.uint8Array({ minLength: 64, maxLength: 64 }),
        ({ reports, isNumbered }, bits) => {
          const controls = readHeadset(buildDescriptor(reports, isNumbered));
          const report = isNumbered ? Uint8Array.of(reports[0]?.id ?? 0, ...bits) : bits;
          const first = decodeReport(controls, restingState(controls), report);
          expect(decodeReport(controls, first.state, report).events).toEqual([]);
        },
      ),
    );
  });

  it("never says more with a report that was cut short", () => {
    fc.assert(
      fc.property(
        planned,
        fc.uint8Array({ minLength: 64, maxLength: 64 }),
        fc.nat(64),
        ({ reports, isNumbered }, bits, length) => {
          const controls = readHeadset(buildDescriptor(reports, isNumbered));
          const report = isNumbered ? Uint8Array.of(reports[0]?.id ?? 0, ...bits) : bits;
          const whole = decodeReport(controls, restingState(controls), report).events.map(eventText);
          const cut = decodeReport(controls, restingState(controls), report.subarray(0, length));
          expect(whole).toEqual(expect.arrayContaining(cut.events.map(eventText)));
        },
      ),
    );
  });
});

describe("any bytes", () => {
  it("are read without a throw, within bounds", () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const controls = readHeadset(bytes);
        for (const [reportId, bits] of controls.inputBits) {
          expect(bits).toBeLessThanOrEqual(8_192);
          expect(reportId).toBeLessThanOrEqual(255);
        }
        expect(controls.inputs.length).toBeLessThanOrEqual(bytes.length * 256);
        encodeLeds(controls, new Set(controls.outputs.map(({ name }) => name)));
      }),
      { numRuns: 500 },
    );
  });

  it("may be a real descriptor that was cut or damaged", () => {
    fc.assert(
      fc.property(fc.constantFrom(...real), fc.nat(), fc.nat(), fc.nat(255), (whole, end, at, byte) => {
        const damaged = whole.slice(0, end % (whole.length + 1));
        if (damaged.length > 0) damaged[at % damaged.length] = byte;
        const controls = readHeadset(damaged);
        const decoded = decodeReport(controls, restingState(controls), Uint8Array.of(2, 255, 255));
        expect(decoded.events.length).toBeLessThanOrEqual(controls.inputs.length);
      }),
      { numRuns: 500 },
    );
  });

  it("as a report say nothing about fields that they do not hold", () => {
    fc.assert(
      fc.property(fc.constantFrom(...real), fc.uint8Array({ maxLength: 70 }), (descriptor, report) => {
        const controls = readHeadset(descriptor);
        const { events, problem } = decodeReport(controls, restingState(controls), report);
        const names = controls.inputs
          .filter(({ reportId }) => reportId === report[0])
          .map(({ name }) => name);
        expect(names).toEqual(expect.arrayContaining(events.map(({ name }) => name)));
        if (report.length < 2) expect(problem).not.toBeNull();
      }),
    );
  });
});
