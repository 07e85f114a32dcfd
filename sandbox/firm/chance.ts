/** A source of chance that says the same things in the same order whenever it starts from the same seed. */
export class Chance {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** A number from 0 to below 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number, both ends included. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  /** Whether something of that probability happens. */
  is(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of them. */
  of<T>(all: readonly T[]): T {
    return all[this.whole(0, all.length - 1)] as T;
  }

  /** One of them, each as likely as its weight says. */
  weighted<T>(all: readonly (readonly [T, number])[]): T {
    let rest = this.next() * all.reduce((total, [, weight]) => total + weight, 0);
    for (const [each, weight] of all) {
      rest -= weight;
      if (rest < 0) return each;
    }
    return (all.at(-1) as readonly [T, number])[0];
  }
}
