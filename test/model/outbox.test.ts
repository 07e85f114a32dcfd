import { expect, it } from '@jest/globals';
import { explore, traceOf } from './explore.ts';
import { asBuilt, type OutboxDesign } from './outbox-design.ts';
import { outboxModel } from './outbox-model.ts';

/** How a design does harm at its target; undefined when it does not. */
function harm(design: Partial<OutboxDesign>): string | undefined {
  const model = outboxModel({ ...asBuilt, ...design });
  // The cause of a harm breaks this one earlier.
  const { 'what is to be sent again has not taken effect, and will not': _cause, ...invariants } = model.invariants;
  const { counterexample } = explore({ ...model, invariants });
  return counterexample && traceOf(counterexample);
}

const twice = /✗ no intent takes effect twice$/;
// What is written down too late does harm to the attempt after the next.
const oneOften = { rows: 1, attempts: 3, crashes: 0 };

it.each([
  ['two deliveries of a lane', asBuilt],
  ['one that is tried again and again', { ...asBuilt, rows: 1, attempts: 3 }],
])('takes effect once and in order, whatever is lost, late or dies: %s', (_what, design) => {
  const { counterexample } = explore(outboxModel(design));
  expect(counterexample && traceOf(counterexample)).toBeUndefined();
});

it('takes effect twice where an unknown outcome is looked for at once', () => {
  expect(harm({ settle: 0 })).toBe(
    `1. a worker claims 1
2. the worker on attempt 1 sends 1
3. the worker on attempt 1 hears nothing
4. the worker on attempt 1 writes that 1 is unknown
5. a worker looks for 1 and finds 0
6. the worker on attempt 1 writes that 1 is ready
7. a worker claims 1
8. the worker on attempt 2 sends 1
9. the target carries out 1, attempt 1
10. the target carries out 1, attempt 2
✗ no intent takes effect twice`,
  );
});

it('takes effect twice where the wait is less than twice the lag, or begins when the delivery was claimed', () => {
  expect(harm({ settle: asBuilt.settle - 1 })).toMatch(twice);
  expect(harm({ settleFrom: 'claim' })).toMatch(twice);
});

it('takes effect twice where a delivery is sent before it is committed that it is being sent', () => {
  expect(harm({ commitsSending: false })).toMatch(twice);
});

it('takes effect twice where an attempt that is over, or a look at one, may still say what became of it', () => {
  expect(harm({ fencesAnswers: false, ...oneOften })).toMatch(twice);
  expect(harm({ fencesLooks: false, ...oneOften })).toMatch(twice);
});

it('takes effect in another order where the second of a lane does not wait for the first', () => {
  expect(harm({ keepsLane: false })).toMatch(/✗ the effects of a lane come in its order$/);
});

// No target of this kind can refuse what a process sends after standing still: that is found by the scan.
it('takes effect twice where a process stands still for longer than its lease, just before it sends', () => {
  expect(harm({ pauses: true })).toMatch(twice);
});
