import { ZenEngine } from '@gorules/zen-engine';
import { Engine, type TopLevelCondition } from 'json-rules-engine';
import { factSourceOf, factsOf } from '../src/rules/fact-catalogue.ts';
import type { FactType } from '../src/rules/fact-source.ts';
import type { Facts, FactValue } from '../src/rules/fact-values.ts';
import { type Comparison, type Conditions, isFactRef, type RuleFile } from '../src/rules/rule-file.ts';

/** Facts as the peers compare them best: numbers for amounts, and for time what orders as it does. */
type PeerFacts = Record<string, string | number | boolean | null>;

function valueFor(value: unknown, type: FactType): string | number | boolean | null {
  if (value === null || value === undefined) return null;
  if (type === 'decimal' || type === 'integer') return Number(value);
  if (type === 'instant' || type === 'date') return Date.parse(String(value));
  return value as string | boolean;
}

type TypeOf = (fact: string) => FactType;

function typesOf(entity: string): TypeOf {
  const source = factSourceOf(entity);
  const columns = source === undefined ? {} : factsOf(source);
  return (fact) => columns[fact]?.type ?? 'text';
}

/** Facts in the form that the peers take. */
export function peerFacts(entity: string, facts: Facts): PeerFacts {
  const typeOf = typesOf(entity);
  const entries = Object.entries(facts).map(([name, value]: [string, FactValue]) => [
    name,
    valueFor(value, typeOf(name)),
  ]);
  return Object.fromEntries(entries);
}

const plainOperators: Partial<Record<Comparison['operator'], string>> = {
  before: 'lessThan',
  atOrBefore: 'lessThanInclusive',
  after: 'greaterThan',
  atOrAfter: 'greaterThanInclusive',
};

function operand(value: Comparison['value'], type: FactType): unknown {
  if (isFactRef(value)) return value;
  return Array.isArray(value) ? value.map((each) => valueFor(each, type)) : valueFor(value, type);
}

function plainConditions(of: Conditions, typeOf: TypeOf): unknown {
  if ('all' in of) return { all: of.all.map((each) => plainConditions(each, typeOf)) };
  if ('any' in of) return { any: of.any.map((each) => plainConditions(each, typeOf)) };
  if ('not' in of) return { not: plainConditions(of.not, typeOf) };
  const { fact, operator, value } = of;
  return { fact, operator: plainOperators[operator] ?? operator, value: operand(value, typeOf(fact)) };
}

/** Evaluates facts by rules of one entity; returns how many fire. */
export type Peer = (facts: readonly PeerFacts[]) => Promise<number>;

/** json-rules-engine as it ships, one engine for all subjects, each subject's facts given to its run. */
export function jsonRulesEngine(rules: readonly RuleFile[]): Peer {
  const engine = new Engine([], { allowUndefinedFacts: true });
  for (const rule of rules) {
    const conditions = {
      all: [plainConditions(rule.conditions, typesOf(rule.entity))],
    } as unknown as TopLevelCondition;
    engine.addRule({ conditions, event: { type: rule.id } });
  }
  return async (facts) => {
    let fired = 0;
    for (const each of facts) fired += (await engine.run(each)).events.length;
    return fired;
  };
}

const signs: Record<Comparison['operator'], string> = {
  equal: '==',
  notEqual: '!=',
  in: 'in',
  notIn: 'not in',
  greaterThan: '>',
  greaterThanInclusive: '>=',
  lessThan: '<',
  lessThanInclusive: '<=',
  before: '<',
  atOrBefore: '<=',
  after: '>',
  atOrAfter: '>=',
};

function expression(of: Conditions, typeOf: TypeOf): string {
  if ('all' in of) return `(${of.all.map((each) => expression(each, typeOf)).join(' and ')})`;
  if ('any' in of) return `(${of.any.map((each) => expression(each, typeOf)).join(' or ')})`;
  if ('not' in of) return `(not ${expression(of.not, typeOf)})`;
  const { fact, operator, value } = of;
  const right = isFactRef(value) ? value.fact : JSON.stringify(operand(value, typeOf(fact)));
  // What is null can't be compared in an order there.
  const known = [fact, ...(isFactRef(value) ? [value.fact] : [])].map((each) => `${each} != null`).join(' and ');
  return `(${known} and ${fact} ${signs[operator]} ${right})`;
}

/** GoRules Zen: one decision with an expression a rule. */
export function zen(rules: readonly RuleFile[]): Peer {
  const expressions = rules.map((rule) => ({
    id: rule.id,
    key: rule.id,
    value: expression(rule.conditions, typesOf(rule.entity)),
  }));
  const decision = new ZenEngine().createDecision({
    nodes: [
      { id: 'in', type: 'inputNode', name: 'in', position: { x: 0, y: 0 } },
      {
        id: 'rules',
        type: 'expressionNode',
        name: 'rules',
        position: { x: 1, y: 0 },
        content: { expressions },
      },
      { id: 'out', type: 'outputNode', name: 'out', position: { x: 2, y: 0 } },
    ],
    edges: [
      { id: 'a', sourceId: 'in', targetId: 'rules', type: 'edge' },
      { id: 'b', sourceId: 'rules', targetId: 'out', type: 'edge' },
    ],
  });
  return async (facts) => {
    let fired = 0;
    for (const each of facts) {
      const { result } = await decision.evaluate(each);
      fired += Object.values(result as Record<string, unknown>).filter((outcome) => outcome === true).length;
    }
    return fired;
  };
}
