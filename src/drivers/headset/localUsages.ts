import type { DescriptorItem } from "./descriptorItems.ts";
import { type UsageRange, usageOf } from "./reportField.ts";

/** A usage as it stands in the descriptor; `hasPage` when four bytes bring their own page. */
interface Written {
  readonly value: number;
  readonly hasPage: boolean;
}

/**
 * The usages that were named since the last main item. One of one or two bytes takes the page that is in force at the
 * main item, not where it stands (HID 1.11, 6.2.2.8): headsets name their reject button before its page.
 */
export class LocalUsages {
  readonly #ranges: { readonly first: Written; readonly last: Written }[] = [];
  #least: Written | null = null;
  #most: Written | null = null;
  /** Within delimiters stand alternatives of one usage, the best first; null outside. */
  #alternatives: number | null = null;

  take({ tag, size, unsigned }: DescriptorItem, tell: (message: string) => void): void {
    const written = { value: unsigned, hasPage: size === 4 };
    if (tag === 0) this.#add(written, written);
    else if (tag === 1) this.#least = written;
    else if (tag === 2) this.#most = written;
    else if (tag === 10) this.#delimit(unsigned === 1, tell);
    if (this.#least !== null && this.#most !== null) {
      const isOrdered = this.#most.value % 0x1_0000 >= this.#least.value % 0x1_0000;
      if (isOrdered) this.#add(this.#least, this.#most);
      else tell("a range of usages that ends before it begins");
      this.#least = null;
      this.#most = null;
    }
  }

  ranges(page: number): UsageRange[] {
    return this.#ranges.map(({ first, last }) => {
      const bound = first.hasPage ? Math.floor(first.value / 0x1_0000) : page;
      const ofRange = last.hasPage ? Math.floor(last.value / 0x1_0000) : bound;
      return {
        first: usageOf(ofRange, first.value % 0x1_0000),
        last: usageOf(ofRange, last.value % 0x1_0000),
      };
    });
  }

  #add(first: Written, last: Written): void {
    const isSecondChoice = this.#alternatives !== null && this.#alternatives > 0;
    if (this.#alternatives !== null) this.#alternatives += 1;
    if (!isSecondChoice) this.#ranges.push({ first, last });
  }

  #delimit(isOpening: boolean, tell: (message: string) => void): void {
    if (isOpening === (this.#alternatives !== null)) tell("delimiters that do not match");
    this.#alternatives = isOpening ? 0 : null;
  }
}
