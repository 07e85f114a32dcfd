import { readDecimal } from '../../src/domain/decimal.ts';
import type { Finding } from '../firm/manifest.ts';

/** Asks the hub something as one of its users. */
export type Ask = <T>(query: string, variables?: object) => Promise<T>;

interface Money {
  amount: string;
  currency: string;
}

interface Page {
  exceptions: {
    nodes: { rule: string; subjectLabel: string; legalEntity: { code: string } | null; amount: Money | null }[];
    pageInfo: { hasNextPage: boolean; endCursor: string };
  };
}

const exceptions = `query ($after: String) {
  exceptions(first: 200, after: $after, filter: { open: { eq: true } }, orderBy: [{ field: RULE }]) {
    nodes { rule subjectLabel legalEntity { code } amount { amount currency } }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** Every open exception that the asking user sees, page by page. */
export async function readFindings(ask: Ask): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (let after: string | null = null; ; ) {
    const page: Page = await ask<Page>(exceptions, { after });
    for (const { rule, subjectLabel, legalEntity, amount } of page.exceptions.nodes) {
      findings.push({
        rule,
        subject: subjectLabel,
        legalEntity: legalEntity?.code ?? '',
        amount: readDecimal(amount?.amount) ?? '0',
        currency: amount?.currency ?? '',
      });
    }
    const { hasNextPage, endCursor } = page.exceptions.pageInfo;
    if (!hasNextPage) return findings;
    after = endCursor;
  }
}

/** An amount of one legal entity in one currency. */
export interface EntityAmount {
  legalEntity: string;
  currency: string;
  amount: string;
}

interface Backlog {
  backlogToCash: { legalEntity: { code: string } | null; currency: string; unexplained: Money }[];
}

/** What backlog-to-cash can't explain, by legal entity and currency. */
export async function readUnexplained(ask: Ask): Promise<EntityAmount[]> {
  const { backlogToCash } = await ask<Backlog>(
    '{ backlogToCash(by: [LEGAL_ENTITY]) { legalEntity { code } currency unexplained { amount currency } } }',
  );
  return backlogToCash.map(({ legalEntity, currency, unexplained }) => ({
    legalEntity: legalEntity?.code ?? '',
    currency,
    amount: readDecimal(unexplained.amount) ?? '0',
  }));
}

/** What the hub could not use, or could not judge. */
export interface LeftOver {
  parked: number;
  cannotEvaluate: { rule: string; count: number }[];
  failures: string[];
}

interface Operations {
  streams: { parked: number }[];
  rules: { id: string; cannotEvaluate: number; failure: string | null }[];
}

/** Reads what the hub has left over, as somebody who may see its workings. */
export async function readLeftOver(ask: Ask): Promise<LeftOver> {
  const { streams, rules } = await ask<Operations>('{ streams { parked } rules { id cannotEvaluate failure } }');
  return {
    parked: streams.reduce((total, stream) => total + stream.parked, 0),
    cannotEvaluate: rules.flatMap(({ id, cannotEvaluate }) =>
      cannotEvaluate === 0 ? [] : [{ rule: id, count: cannotEvaluate }],
    ),
    failures: rules.flatMap(({ id, failure }) => (failure === null ? [] : [`${id}: ${failure}`])),
  };
}
