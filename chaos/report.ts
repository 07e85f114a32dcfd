import type { Checked } from '../src/invariants/checked.ts';

/** What a scenario came to. */
export interface Report {
  scenario: string;
  seed: number;
  /** What was done to the hubs and the systems around them. */
  injected: Readonly<Record<string, number>>;
  /** What was seen, besides what must hold. */
  counted: Readonly<Record<string, number | string>>;
  checked: readonly Checked[];
  seconds: number;
}

/** What must not have been: each broken invariant, and each that could not be asked. */
export function failures({ checked }: Pick<Report, 'checked'>): string[] {
  return checked.flatMap(({ check, broken, bad, notAsked }) => {
    if (notAsked !== undefined) return [`${check}: ${notAsked}`];
    if (broken.length === 0) return [];
    const more = broken.length > 5 ? ` and ${broken.length - 5} more` : '';
    return [`${check}: ${bad}: ${broken.slice(0, 5).join(', ')}${more}`];
  });
}

/** A count that must come out exactly so. */
export function exactly(check: string, is: number | string, wanted: number | string): Checked {
  const broken = is === wanted ? [] : [`${is} instead of ${wanted}`];
  return { id: undefined, check, fine: `${is}, as it must be`, bad: 'is not what it must be', broken };
}

/** A count that must be as high as that: a fault that was never met, say, proves nothing. */
export function atLeast(check: string, is: number, wanted: number): Checked {
  const broken = is >= wanted ? [] : [`${is} instead of at least ${wanted}`];
  return { id: undefined, check, fine: `${is}`, bad: 'is too low', broken };
}

/** Names that must come out exactly so, in whichever order. */
export function listed(check: string, are: readonly string[], wanted: readonly string[]): Checked {
  const missing = wanted.filter((each) => !are.includes(each)).map((each) => `${each} is missing`);
  const strange = are.filter((each) => !wanted.includes(each)).map((each) => `${each} should not be there`);
  const fine = `${wanted.length}, as they must be`;
  return { id: undefined, check, fine, bad: 'are not what they must be', broken: [...missing, ...strange] };
}

/** The report for people; its last line is the verdict. */
export function reportText(report: Report): string {
  const { scenario, seed, injected, counted, checked, seconds } = report;
  const list = (of: Readonly<Record<string, number | string>>) =>
    Object.entries(of).map(([name, value]) => `  ${name.padEnd(44)} ${value.toLocaleString('en')}`);
  const said = checked.map(({ id = '', check, fine, broken, notAsked }) => {
    const holds = broken.length === 0 && notAsked === undefined;
    return `  ${holds ? 'ok  ' : 'FAIL'} ${id.padEnd(4)} ${check}${holds ? `: ${fine}` : ''}`;
  });
  const wrong = failures(report);
  return [
    `${scenario}, seed ${seed}`,
    '\nInjected',
    ...list(injected),
    '\nCounted',
    ...list(counted),
    '\nWhat must hold',
    ...said,
    ...(wrong.length === 0 ? [] : ['\nBroken', ...wrong.map((each) => `  ${each}`)]),
    `\n${seconds.toFixed(0)} s`,
    wrong.length === 0 ? 'pass' : 'fail',
  ].join('\n');
}
