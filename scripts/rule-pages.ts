import { factSources, factsOf } from '../src/rules/fact-catalogue.ts';
import type { FactColumn, FactSource, Waits } from '../src/rules/fact-source.ts';
import { gatesOf } from '../src/rules/gates.ts';
import { operatorWords } from '../src/rules/operator-words.ts';
import {
  type Amount,
  type Comparison,
  type Conditions,
  comparisonsOf,
  factsOfAmount,
  isFactRef,
  type RuleFile,
} from '../src/rules/rule-file.ts';
import type { FiledRule } from '../src/rules/rule-files.ts';

/** A page of documentation that is made of what is declared: where it is, and what it says. */
interface Page {
  file: string;
  text: string;
}

/** A name as words: `approvalState` and `time_entry` are approval state and time entry. */
const inWords = (name: string) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replaceAll('_', ' ');

/** Text that stands in a table. */
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

function operandText(value: Comparison['value']): string {
  if (isFactRef(value)) return inWords(value.fact);
  return Array.isArray(value) ? value.map((each) => `*${each}*`).join(', ') : `*${value}*`;
}

function conditionLines(of: Conditions, indent = ''): string[] {
  const group = (words: string, parts: readonly Conditions[]) => [
    `${indent}- ${words}`,
    ...parts.flatMap((part) => conditionLines(part, `${indent}  `)),
  ];
  if ('all' in of) return group('all of', of.all);
  if ('any' in of) return group('any of', of.any);
  if ('not' in of) return group('not', [of.not]);
  return [`${indent}- ${inWords(of.fact)} ${operatorWords[of.operator]} ${operandText(of.value)}`];
}

function amountText(of: Amount): string {
  if ('fact' in of) return inWords(of.fact);
  if ('absolute' in of) return `the size of (${amountText(of.absolute)})`;
  if ('add' in of) return of.add.map(amountText).join(' + ');
  if ('subtract' in of) return of.subtract.map(amountText).join(' − ');
  return `the largest of ${of.most.map(amountText).join(', ')}`;
}

function severityText(severity: RuleFile['severity']): string {
  if (typeof severity === 'string') return severity;
  const condition = (of: Conditions) =>
    comparisonsOf(of)
      .map((each) => conditionLines(each).join('').slice(2))
      .join(', ');
  return severity
    .map(({ is, when }) => (when === undefined ? `otherwise ${is}` : `${is} where ${condition(when)}`))
    .join('; ');
}

const waitText = ({ role, kinds, ifAny }: Waits) =>
  `${kinds.map(inWords).join(', ')} of the ${role.toUpperCase()}${ifAny === true ? ', where connected' : ''}`;

function factRow(name: string, { type, about, unit, oneOf, waits }: FactColumn): string[] {
  const kind = [type, ...(unit === undefined ? [] : [`in ${unit}`]), ...(oneOf ?? [])].join(', ');
  return [`\`${name}\``, kind, about, (waits ?? []).map(waitText).join('; ')];
}

const factHead = ['Fact', 'Type', 'What it says', 'Known once these are known'];

function gateText(rule: RuleFile): string {
  const gates = gatesOf(rule).map(inWords);
  return gates.length === 0 ? 'flags' : `${rule.effect === 'block' ? 'blocks' : 'flags'}; closes ${gates.join(', ')}`;
}

function summaryOf(file: string, rule: RuleFile): [string, string][] {
  const { slaBusinessDays: days, effectiveFrom, effectiveTo, correction } = rule;
  return [
    ['Judges', `each ${inWords(rule.entity)}`],
    ['Effect', gateText(rule)],
    ['Severity', severityText(rule.severity)],
    ['Owner', rule.owner],
    ['To be resolved within', `${days} business day${days === 1 ? '' : 's'} of the legal entity`],
    ['At stake', rule.amount === undefined ? 'nothing that can be counted' : amountText(rule.amount)],
    ...(correction === undefined ? [] : [['Correction', inWords(correction)] as [string, string]]),
    ['In force', effectiveTo === undefined ? `from ${effectiveFrom}` : `${effectiveFrom} to ${effectiveTo}`],
    ['Version', `${rule.version}, stated by [\`${file}\`](../../rules/${file})`],
  ];
}

function factsUsed({ conditions, amount, sentence }: RuleFile): Set<string> {
  const compared = comparisonsOf(conditions).flatMap(({ fact, value }) => [
    fact,
    ...(isFactRef(value) ? [value.fact] : []),
  ]);
  const said = [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);
  return new Set([...compared, ...(amount === undefined ? [] : factsOfAmount(amount)), ...said]);
}

function pageOf({ file, rule }: FiledRule, source: FactSource): Page {
  const used = factsUsed(rule);
  const facts = Object.entries(factsOf(source)).filter(([name]) => used.has(name));
  const given = (facts: object) =>
    Object.entries(facts)
      .map(([name, value]) => `${inWords(name)} ${value ?? 'not known'}`)
      .join(', ');
  const outcomes = { fires: 'fires', passes: 'passes', cannotEvaluate: 'can not be told' };
  const examples = rule.examples.map((each) => {
    const amount = each.amount === undefined ? '' : `, ${each.amount} at stake`;
    return [each.title, given(each.given), `${outcomes[each.outcome]}${amount}`];
  });
  const parts = [
    `# ${rule.id} · ${rule.title}`,
    rule.about,
    table(['', ''], summaryOf(file, rule)),
    '## It fires when',
    conditionLines(rule.conditions).join('\n'),
    '## What it says',
    `> ${rule.sentence}`,
    '## What it rests on',
    table(
      factHead,
      facts.map(([name, column]) => factRow(name, column)),
    ),
    '## Examples',
    table(['Where', 'Given', 'It'], examples),
    'All facts about these records: [facts](facts.md). Made from the file by `npm run faces`.',
  ];
  return { file: `docs/rules/${rule.id}.md`, text: `${parts.join('\n\n')}\n` };
}

function indexOf(rules: readonly FiledRule[]): Page {
  const rows = rules.map(({ file, rule }) => [
    `[${rule.id}](${rule.id}.md)`,
    rule.title,
    file.split('/')[0] ?? '',
    inWords(rule.entity),
    gateText(rule),
    severityText(rule.severity),
    rule.owner,
  ]);
  const head = ['Rule', 'Title', 'Domain', 'Judges', 'Effect', 'Severity', 'Owner'];
  const parts = [
    '# Rules',
    'What the hub looks for. Each page is made from the file that states the rule, by `npm run faces`; the [facts](facts.md) are what rules may ask about.',
    table(head, rows),
  ];
  return { file: 'docs/rules/README.md', text: `${parts.join('\n\n')}\n` };
}

function factsPage(): Page {
  const sections = factSources.map((source) => {
    const rows = Object.entries(factsOf(source)).map(([name, column]) => factRow(name, column));
    return `## ${inWords(source.kind)}\n\n${source.about}\n\n${table(factHead, rows)}`;
  });
  const parts = ['# Facts', 'What rules may ask about each kind of record. Amounts are decimals in its currency.'];
  return { file: 'docs/rules/facts.md', text: `${[...parts, ...sections].join('\n\n')}\n` };
}

/** A page for each rule, one with all of them, and one with all facts. */
export function rulePages(rules: readonly FiledRule[]): Page[] {
  const byId = [...rules].sort((a, b) => a.rule.id.localeCompare(b.rule.id));
  const pages = byId.map((filed) => {
    const source = factSources.find(({ kind }) => kind === filed.rule.entity);
    if (source === undefined) throw new Error(`${filed.file}: there are no facts about ${filed.rule.entity}`);
    return pageOf(filed, source);
  });
  return [indexOf(byId), factsPage(), ...pages];
}
