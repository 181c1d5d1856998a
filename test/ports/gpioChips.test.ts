import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chipWords, chooseChip, lineOffset } from "../../src/ports/gpioChips.ts";
import { boards } from "../../src/simulated/gpioBoard.ts";

const chip = { label: "pinctrl-bcm2711", lines: 58, base: 512, path: "/dev/gpiochip0" };
const expander = { label: "mcp23017", lines: 16, base: null, path: null };

describe("which chip is meant", () => {
  it("is the header's on every Raspberry Pi, however many chips there are before it", () => {
    expect(chooseChip(boards.pi3, "auto").label).toBe("pinctrl-bcm2835");
    expect(chooseChip(boards.pi4, "auto").label).toBe("pinctrl-bcm2711");
    expect(chooseChip(boards.pi5, "auto")).toMatchObject({ label: "pinctrl-rp1", base: 571 });
  });

  it("is the header of the newer board when labels of both are there", () => {
    const both = [...boards.pi3, ...boards.pi5];
    expect(chooseChip(both, "auto").label).toBe("pinctrl-rp1");
  });

  it("is never guessed: another machine's chips are listed instead", () => {
    expect(() => chooseChip([expander], "auto")).toThrow(
      "no GPIO chip is the header of a Raspberry Pi; this machine has mcp23017 (16 lines)",
    );
  });

  it("is said to be missing altogether where it is", () => {
    expect(() => chooseChip([], "auto")).toThrow("this machine has no GPIO chip");
  });

  it("is asked for where two have one label", () => {
    const second = { ...chip, base: 600, path: "/dev/gpiochip2" };
    expect(() => chooseChip([chip, second], "auto")).toThrow(/2 GPIO chips are the header/);
    expect(() => chooseChip([chip, second], "pinctrl-bcm2711")).toThrow(/2 GPIO chips are 'pinctrl-bcm2711'/);
    expect(chooseChip([chip, second], "/dev/gpiochip2")).toBe(second);
    expect(chooseChip([chip, second], "gpiochip0")).toBe(chip);
  });

  it("is told in words that help to name it", () => {
    expect(chipWords(chip)).toBe("pinctrl-bcm2711 (58 lines, /dev/gpiochip0, sysfs base 512)");
    expect(chipWords(expander)).toBe("mcp23017 (16 lines)");
  });
});

describe("which line is meant", () => {
  it("is the BCM number on a Raspberry Pi, also where the kernel names its lines after pins", () => {
    expect(lineOffset("GPIO17", chip, ["PIN1", "PIN2"])).toBe(17);
    expect(lineOffset("gpio4", chip, null)).toBe(4);
    expect(lineOffset(27, chip, null)).toBe(27);
  });

  it("is found by its name on other chips", () => {
    expect(lineOffset("LAMP", expander, ["", "LAMP"])).toBe(1);
    expect(lineOffset("GPIO1", expander, ["GPIO0", "x", "GPIO1"])).toBe(2);
  });

  it.each([
    ["LAMP", null, /which knows the names/],
    ["LAMP", ["LAMP", "LAMP"], /2 lines are called 'LAMP'/],
    ["LAMPE", ["LAMP", "BELL"], /no line is called 'LAMPE'/],
    ["LAMP", [], /no line is called 'LAMP'/],
    [16, null, /there is no line 16/],
    [-1, null, /there is no line -1/],
    [1.5, null, /there is no line 1.5/],
  ] as const)("is not %s where the names are %s", (line, names, words) => {
    const thrown = (() => {
      try {
        return lineOffset(line, expander, names);
      } catch (error) {
        return error;
      }
    })();
    expect(thrown).toMatchObject({ code: "GPIO_LINE" });
    expect(`${(thrown as { message: string }).message} ${(thrown as { advice: string }).advice}`).toMatch(
      words,
    );
  });

  it("is always one that the chip has", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.integer(), fc.string()),
        fc.array(fc.string(), { maxLength: 16 }),
        (line, names) => {
          try {
            const offset = lineOffset(line, expander, names);
            expect(offset >= 0 && offset < expander.lines).toBe(true);
          } catch (error) {
            expect(error).toMatchObject({ code: "GPIO_LINE" });
          }
        },
      ),
    );
  });
});
