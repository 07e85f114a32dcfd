import fc from 'fast-check';
import { operatorsOf } from '../src/rules/check-rule.ts';
import { factSources, factsOf } from '../src/rules/fact-catalogue.ts';
import type { FactColumn, FactSource, FactType } from '../src/rules/fact-source.ts';
import type { GivenFacts } from '../src/rules/judge-given.ts';
import type { Conditions, Operator, RuleFile } from '../src/rules/rule-file.ts';

/** Rules about subjects of one kind, and facts about such subjects to try each rule on. */
export interface RandomBatch {
  source: FactSource;
  rules: RuleFile[];
  facts: GivenFacts[];
}

// Few enough that two of them are often equal, and each once the cause of a disagreement, or a likely one.
const texts = [
  '',
  'draft',
  "O'Brien",
  'back\\slash',
  '$1',
  '$1::uuid[] is null or ',
  '{{',
  'é',
  'e\u0301',
  '🙂',
  '\u00a0',
];
const decimals = [
  '0',
  '-0',
  '1',
  '1.0',
  '1.50',
  '-1.5',
  '100',
  '1e2',
  '99.999999',
  '0.00000000000000000001',
  '.5',
  '5.',
];
const days = ['0001-01-01', '1969-12-31', '2024-02-29', '2025-12-31', '2026-01-01', '9999-12-31'];
const instants = [
  '1969-12-31T23:59:59.999999Z',
  '2026-01-01T00:00:00Z',
  '2026-01-01T00:00:00.000Z',
  '2026-01-01T00:00:00.0005Z',
  '2026-01-01T00:00:00.000501Z',
  '2026-01-01T00:00:00.001Z',
  '2026-01-01T02:00:00+02:00',
  '2025-12-31T18:15:00.000501-05:45',
];

const plainText = fc
  .string({ unit: 'binary', maxLength: 12 })
  .filter((text) => !text.includes('\0') && !/\p{Surrogate}/u.test(text));
const longDecimal = fc
  .tuple(fc.constantFrom('', '-'), fc.bigInt({ min: 0n, max: 10n ** 38n - 1n }), fc.nat(37), fc.nat(4))
  .map(([sign, digits, scale, zeros]) => {
    const whole = String(digits).padStart(scale + 1, '0');
    const point = whole.length - scale;
    return `${sign}${whole.slice(0, point)}.${whole.slice(point)}${'0'.repeat(zeros + 1)}`;
  });
const anyDay = fc
  .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const anyInstant = fc
  .tuple(
    anyDay.filter((day) => day > '0002' && day < '9999'),
    fc.nat(999_999),
    fc.constantFrom('Z', '+14:00', '-09:30'),
  )
  .map(([day, micros, zone]) => `${day}T12:00:00.${String(micros).padStart(6, '0')}${zone}`);

const often = <T>(pool: readonly T[], other: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...pool) }, { weight: 1, arbitrary: other });

const known: Record<FactType, fc.Arbitrary<string | number | boolean>> = {
  text: often(texts, plainText),
  decimal: fc.oneof(often(decimals, longDecimal), fc.constantFrom(0, 1, -1.5, 1e21, 1e-7, 0.1)),
  integer: fc.oneof(
    fc.integer({ min: -2, max: 2 }),
    fc.constantFrom(2_147_483_647, -2_147_483_648, 9_007_199_254_740_991),
  ),
  boolean: fc.boolean(),
  date: often(days, anyDay),
  instant: often(instants, anyInstant),
};

// What the door must refuse: each is no value of the type, or means one thing to JavaScript and another to Postgres.
const strange: Record<FactType, readonly (string | number | boolean)[]> = {
  text: ['\0', '\ud800', 1],
  decimal: ['\u00a01', 'NaN', 'Infinity', '1_000', '0x10', ''],
  integer: ['1', 0.5, 1e300],
  boolean: ['true', 1],
  date: ['2025-02-30', '0000-01-01', '2026-1-1', 'infinity'],
  instant: [
    '2026-01-01T00:00:00',
    '2026-01-01',
    'Jan 1 2026',
    '2026-01-01T00:00:00.0000009Z',
    '2026-01-01T00:00:00+23:00',
  ],
};

/** A known value of a fact, written in one of the ways that JSON allows. */
function factValue({ type, oneOf }: FactColumn): fc.Arbitrary<string | number | boolean> {
  return oneOf === undefined ? known[type] : fc.constantFrom(...oneOf);
}

/** Facts about a subject, of which some are not known. */
function givenFacts(source: FactSource): fc.Arbitrary<GivenFacts> {
  const values = Object.entries(factsOf(source)).map(([name, column]) => [
    name,
    fc.option(factValue(column), { freq: 4 }),
  ]);
  return fc.record(Object.fromEntries(values)) as fc.Arbitrary<GivenFacts>;
}

function literalFor(operator: Operator, column: FactColumn): fc.Arbitrary<unknown> {
  const value = factValue(column);
  return operator === 'in' || operator === 'notIn' ? fc.array(value, { minLength: 1, maxLength: 4 }) : value;
}

function comparison(source: FactSource): fc.Arbitrary<Conditions> {
  const columns = factsOf(source);
  return fc.constantFrom(...Object.keys(columns)).chain((fact) => {
    const column = columns[fact] as FactColumn;
    const alike = Object.keys(columns).filter((name) => columns[name]?.type === column.type);
    const other = fc.constantFrom(...alike).map((name) => ({ fact: name }));
    return fc.constantFrom(...operatorsOf[column.type]).chain((operator) => {
      const value = fc.oneof(
        { weight: 10, arbitrary: literalFor(operator, column) },
        { weight: 4, arbitrary: other },
        { weight: 1, arbitrary: fc.constantFrom(...strange[column.type]) },
      );
      return value.map((value) => ({ fact, operator, value }) as Conditions);
    });
  });
}

/** Conditions over the facts of a source, most of which a rule file may hold: the door has the last word. */
function conditions(source: FactSource): fc.Arbitrary<Conditions> {
  const { tree } = fc.letrec<{ tree: Conditions }>((tie) => {
    const parts = fc.array(tie('tree'), { minLength: 1, maxLength: 3 });
    return {
      tree: fc.oneof(
        { maxDepth: 5, depthSize: 'small' },
        comparison(source),
        parts.map((all) => ({ all })),
        parts.map((any) => ({ any })),
        tie('tree').map((not) => ({ not })),
      ),
    };
  });
  return tree;
}

/** A rule whose conditions alone matter. */
export function ruleWith(source: FactSource, of: Conditions): RuleFile {
  const money = Object.entries(factsOf(source)).find(([, { type }]) => type === 'decimal');
  const example = (outcome: RuleFile['examples'][number]['outcome']) => ({ title: outcome, given: {}, outcome });
  return {
    id: 'R99',
    version: 1,
    title: 'At random',
    about: 'At random.',
    entity: source.kind,
    severity: 'high',
    owner: 'finance',
    effect: 'flag',
    ...(money === undefined ? {} : { amount: { fact: money[0] } }),
    slaBusinessDays: 1,
    effectiveFrom: '2020-01-01',
    conditions: of,
    sentence: 'At random.',
    examples: [example('fires'), example('passes'), example('cannotEvaluate')],
  };
}

/** Random rules and random facts about one kind of subject. */
export function randomBatch(rules: number, facts: number): fc.Arbitrary<RandomBatch> {
  return fc.constantFrom(...factSources).chain((source) =>
    fc.record({
      source: fc.constant(source),
      rules: fc.array(
        conditions(source).map((of) => ruleWith(source, of)),
        { minLength: rules, maxLength: rules },
      ),
      facts: fc.array(givenFacts(source), { minLength: facts, maxLength: facts }),
    }),
  );
}
