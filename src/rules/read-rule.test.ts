import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { propertySeed } from '../../test/property-seed.ts';
import { HubError } from '../domain/errors.ts';
import { compileRule } from './compile.ts';
import { nestingOf, parseRule, ruleFrom } from './read-rule.ts';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

const shipped = readdirSync('rules', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.json') && file !== 'rule.schema.json')
  .map((file) => readFileSync(join('rules', file), 'utf8'));

const names = [
  'fact',
  'all',
  'not',
  'when',
  'gates',
  '$schema',
  'toString',
  'hasOwnProperty',
  'constructor',
  '__proto__',
];
const strange: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(null, '', 0, -1, 1e308, 'constructor', '{constructor}', [], {}, { fact: '__proto__' }),
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>,
);

/** A change somewhere in a rule: the numbers say where, walking down; what stands there is replaced, dropped or added to. */
const change = fc.record({
  path: fc.array(fc.nat(30), { minLength: 1, maxLength: 6 }),
  how: fc.constantFrom('replace', 'drop', 'add'),
  name: fc.oneof(fc.constantFrom(...names), fc.string()),
  value: strange,
});
type Change = typeof change extends fc.Arbitrary<infer Value> ? Value : never;

const isParent = (json: Json | undefined): json is Json[] | { [name: string]: Json } =>
  typeof json === 'object' && json !== null;

// Members are written as pairs, so that any name may be among them.
type Pair = [name: string, text: string];

function edited(pairs: readonly Pair[], at: number, { how, name, value }: Change): Pair[] {
  const place = pairs.length === 0 ? 0 : at % pairs.length;
  const text = JSON.stringify(value);
  const put: Record<string, Pair[]> = { drop: [], add: [[name, text]], replace: [[pairs[place]?.[0] ?? name, text]] };
  return [...pairs.slice(0, place), ...(put[how] ?? []), ...pairs.slice(how === 'add' ? place : place + 1)];
}

/** The text of a rule once it has been changed there. */
function changed(json: Json, change: Change): string {
  if (!isParent(json)) return JSON.stringify(change.value);
  const [at = 0, ...path] = change.path;
  const members = Object.entries(json);
  const inner = members[at % Math.max(members.length, 1)];
  const goesOn = inner !== undefined && path.length > 0 && isParent(inner[1]);
  const pairs = members.map(
    (member): Pair => [
      member[0],
      goesOn && member === inner ? changed(member[1], { ...change, path }) : JSON.stringify(member[1]),
    ],
  );
  const parts = goesOn ? pairs : edited(pairs, at, change);
  return Array.isArray(json)
    ? `[${parts.map(([, text]) => text).join(', ')}]`
    : `{${parts.map(([name, text]) => `${JSON.stringify(name)}: ${text}`).join(', ')}}`;
}

/** Reads a text as a rule: whether it is one. Throws whatever else than RULE_INVALID reading throws. */
function isRule(text: string): boolean {
  try {
    compileRule(parseRule(text, 'x.json'));
    return true;
  } catch (error) {
    if (error instanceof HubError && error.code === 'RULE_INVALID') return false;
    throw error;
  }
}

const unspoilt = () => Object.getOwnPropertyNames(Object.prototype).sort().join();

it(`reads anything as a rule or as RULE_INVALID, and touches no prototype (PROPERTY_SEED=${propertySeed})`, () => {
  const before = unspoilt();
  const mutated = fc
    .tuple(fc.constantFrom(...shipped), fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([text, changes]) => changes.reduce((each, one) => changed(JSON.parse(each), one), text));
  const cut = fc.tuple(fc.constantFrom(...shipped), fc.nat(), fc.string()).map(([text, at, more]) => {
    const place = at % text.length;
    return `${text.slice(0, place)}${more}${text.slice(place + 1)}`;
  });
  // Where a fact is named, a name that every object has.
  const renamed = fc
    .tuple(fc.constantFrom(...shipped), fc.nat(30), fc.constantFrom(...names))
    .map(([text, at, name]) => {
      const places = [...text.matchAll(/(?<="fact": ")\w+|(?<=\{)\w+(?=\})/g)];
      const place = places[at % places.length] as RegExpExecArray;
      return `${text.slice(0, place.index)}${name}${text.slice(place.index + place[0].length)}`;
    });
  let rules = 0;
  fc.assert(
    fc.property(
      fc.oneof({ weight: 6, arbitrary: mutated }, { weight: 2, arbitrary: renamed }, cut, fc.json(), fc.string()),
      (text) => {
        if (isRule(text)) rules += 1;
        expect(unspoilt()).toBe(before);
      },
    ),
    { seed: propertySeed, numRuns: 2000 },
  );
  expect(rules).toBeGreaterThan(10);
});

it.each(['__proto__', '\\u005f_proto__', 'constructor', 'c\\u006fnstructor', 'prototype'])(
  'refuses a member called %s, wherever it stands',
  (name) => {
    const [text] = shipped as [string];
    for (const place of ['"conditions": {', '"given": {']) {
      const spoilt = text.replace(place, `${place} "${name}": { "polluted": true },`);
      expect(spoilt).not.toBe(text);
      expect(() => parseRule(spoilt, 'x.json')).toThrow('are not allowed');
    }
  },
);

/** A value that counts how often anything of it is looked at, however deep. */
function counted<T extends object>(value: T, look: () => void): T {
  return new Proxy(value, {
    get(target, name, receiver) {
      look();
      const found: unknown = Reflect.get(target, name, receiver);
      return typeof found === 'object' && found !== null ? counted(found, look) : found;
    },
  });
}

it.each([
  ['nothing but opened strings', '"\\"'.repeat(50_000)],
  ['nothing but opened lists', '['.repeat(200_000)],
  ['an escape at the very end', `"${'\\\\'.repeat(100_000)}\\`],
])('looks at each character of a text at most once: %s', (_what, text) => {
  let looks = 0;
  nestingOf(
    counted([...text], () => {
      looks += 1;
    }),
  );
  // Once for the character and once for the length.
  expect(looks).toBeLessThanOrEqual(2 * text.length + 1);
  expect(() => parseRule(text, 'x.json')).toThrow('x.json');
});

it('reads a rule in steps that grow with its size, not with its shape', () => {
  const [text] = shipped as [string];
  const leaf = { fact: 'nothing', operator: 'equal', value: 'x' };
  const nested = (depth: number): Json =>
    depth === 0 ? leaf : { all: [nested(depth - 1)], any: [nested(depth - 1)], not: nested(depth - 1) };
  const looksAt = (depth: number) => {
    let looks = 0;
    const json = { ...JSON.parse(text), conditions: nested(depth) };
    expect(() =>
      ruleFrom(
        counted(json, () => {
          looks += 1;
        }),
        'x.json',
      ),
    ).toThrow('x.json');
    return looks / JSON.stringify(json).length;
  };
  expect(looksAt(8)).toBeLessThan(2 * looksAt(4) + 1);
});
