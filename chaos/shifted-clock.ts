// Preloaded into a process (`--import`), it sets the clock of that process off by CLOCK_AHEAD_SECONDS: only `Date`, so that
// timers and measured durations are as they are on a machine whose clock was set wrongly.
const aheadMs = Number(process.env['CLOCK_AHEAD_SECONDS'] ?? 0) * 1000;
const RealDate = Date;

class ShiftedDate extends RealDate {
  // As `new Date(…)` may be called: with nothing, an instant or a text, or the parts of a local time.
  constructor(...parts: number[]) {
    if (parts.length === 0) super(RealDate.now() + aheadMs);
    else super(...(parts as [number, number]));
  }

  // A time that the runtime itself has made is one too.
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof RealDate;
  }

  static override now(): number {
    return RealDate.now() + aheadMs;
  }
}

globalThis.Date = ShiftedDate as DateConstructor;
