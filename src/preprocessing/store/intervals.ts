// A set of natural numbers as disjoint intervals: which items of a stock are gone. Reservations arrive in any order, so one
// high-water mark would not do; mostly there are one or two intervals.

/** The numbers from, .., to - 1. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

export class Intervals {
  /** Ascending, not empty, never touching. */
  #list: Interval[] = [];
  #total = 0;

  /** The union, in any order. */
  static of(intervals: Iterable<Interval>): Intervals {
    const union = new Intervals();
    for (const { from, to } of [...intervals].sort((x, y) => x.from - y.from)) union.add(from, to);
    return union;
  }

  /** How many numbers are in the set. */
  get total(): number {
    return this.#total;
  }

  [Symbol.iterator](): Iterator<Interval> {
    return this.#list[Symbol.iterator]();
  }

  add(from: number, to: number): void {
    if (from >= to) return;
    const first = this.#firstEndingAt(from);
    let last = first;
    let [start, end] = [from, to];
    for (let next = this.#list[last]; next !== undefined && next.from <= to; next = this.#list[++last]) {
      start = Math.min(start, next.from);
      end = Math.max(end, next.to);
      this.#total -= next.to - next.from;
    }
    this.#list.splice(first, last - first, { from: start, to: end });
    this.#total += end - start;
  }

  /** Is one of from, .., to - 1 in the set? */
  overlaps(from: number, to: number): boolean {
    if (from >= to) return false;
    const next = this.#list[this.#firstEndingAt(from + 1)];
    return next !== undefined && next.from < to;
  }

  /** What is missing of 0, .., items - 1, ascending. */
  *gaps(items: number): Generator<Interval> {
    let from = 0;
    for (const { from: start, to } of this.#list) {
      if (from < start) yield { from, to: Math.min(start, items) };
      from = to;
      if (from >= items) return;
    }
    if (from < items) yield { from, to: items };
  }

  /** Index of the first interval that ends at `at` or behind it. */
  #firstEndingAt(at: number): number {
    let low = 0;
    for (let high = this.#list.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((this.#list[middle] as Interval).to < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
