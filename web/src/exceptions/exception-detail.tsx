import { Link } from '@tanstack/react-router';
import { inWords, personText } from '../format/words.ts';
import { HoldState } from '../parts/hold.tsx';
import { Ago, Due, Instant } from '../parts/instant.tsx';
import { Money } from '../parts/money.tsx';
import { SeverityMark } from '../parts/severity.tsx';
import { Tag } from '../parts/tag.tsx';
import { Values } from '../parts/values.tsx';
import { AcceptedRisk } from './accepted-risk.tsx';
import type { Exception } from './exception.graphql';
import { ExceptionActions } from './exception-actions.tsx';
import styles from './exception-detail.module.css';
import { ExceptionHistory } from './exception-history.tsx';
import { Explanation } from './explanation.tsx';
import { Mending } from './mending.tsx';
import { Snoozed } from './snoozed.tsx';
import { Substatus } from './substatus.tsx';

/** An exception with everything that one needs to act on it. */
export type ExceptionAnswer = Exception['exceptions']['nodes'][number];

function Head({ exception }: { exception: ExceptionAnswer }) {
  const { severity, rule, ruleVersion, title, effect, status, substatus, sentence, amount } = exception;
  return (
    <>
      <p className={styles['tags']}>
        <SeverityMark severity={severity} />
        {effect === 'BLOCK' ? <Tag tone="bad">Blocks an invoice</Tag> : <Tag>Flags</Tag>}
        {status === 'OPEN' ? null : <Tag tone={status === 'CLOSED' ? 'good' : 'accent'}>{inWords(status)}</Tag>}
        <Substatus substatus={substatus} />
        <Snoozed exception={exception} />
      </p>
      <p className={styles['sentence']}>{sentence}</p>
      <p className={styles['rule']}>
        {rule} version {ruleVersion}: {title}
      </p>
      {amount === null ? null : (
        <p className={styles['stake']}>
          At stake <Money value={amount} strong />
        </p>
      )}
    </>
  );
}

function placesOf({ invoice, contract, legalEntity, subjectLabel, kind }: ExceptionAnswer) {
  return [
    { name: inWords(kind), value: subjectLabel },
    invoice === null
      ? undefined
      : {
          name: 'Invoice',
          value: (
            <>
              <Link to="/invoices/$id" params={{ id: invoice.id }}>
                {invoice.number}
              </Link>{' '}
              of <Money value={invoice.total} /> <HoldState hold={invoice.hold} status={invoice.status} full />
            </>
          ),
        },
    contract === null
      ? undefined
      : {
          name: 'Contract',
          value: (
            <Link to="/contracts/$id" params={{ id: contract.id }}>
              {contract.number} {contract.name}
            </Link>
          ),
        },
    legalEntity === null ? undefined : { name: 'Legal entity', value: `${legalEntity.code} ${legalEntity.name}` },
  ].filter((each) => each !== undefined);
}

const causes: Record<ExceptionAnswer['cause'], string> = {
  BASELINE: 'found by the first load',
  CHANGE: 'brought by a change',
  TIME: 'brought by time passing',
};

function standingOf({
  ownerRole,
  queue,
  routedBy,
  assignee,
  openedAt,
  closedAt,
  slaDueAt,
  cause,
  episode,
  correlationId,
}: ExceptionAnswer) {
  return [
    {
      name: 'Owner',
      value: [inWords(ownerRole), queue, assignee === null ? 'nobody yet' : personText(assignee)]
        .filter((each) => each !== null)
        .join(', '),
    },
    ...(routedBy === null ? [] : [{ name: 'Routed by', value: routedBy }]),
    {
      name: 'Stands since',
      value: (
        <>
          <Instant at={openedAt} />, <Ago at={openedAt} />: {causes[cause]}
          {episode > 1 ? `, time number ${episode}` : ''}
        </>
      ),
    },
    closedAt === null
      ? { name: 'To be resolved', value: <Due at={slaDueAt} /> }
      : { name: 'Closed', value: <Instant at={closedAt} /> },
    { name: 'Correlation', value: <code className={styles['id']}>{correlationId}</code> },
  ];
}

/** Why it stands, what it is about, what can be done, and what has been done. */
export function ExceptionDetail({ exception }: { exception: ExceptionAnswer }) {
  return (
    <article className={styles['detail']}>
      <Head exception={exception} />
      {exception.closedAt === null ? <Mending exception={exception} /> : null}
      <Values values={[...placesOf(exception), ...standingOf(exception)]} />
      <Explanation exception={exception} />
      <AcceptedRisk exception={exception} />
      {exception.closedAt === null ? <ExceptionActions exception={exception} /> : null}
      <ExceptionHistory history={exception.history} />
    </article>
  );
}
