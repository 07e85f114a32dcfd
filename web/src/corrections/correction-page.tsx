import { getRouteApi, Link } from '@tanstack/react-router';
import { useLiveQuery } from '../api/use-live-query.ts';
import { correctionText, counted, personText } from '../format/words.ts';
import { Instant } from '../parts/instant.tsx';
import { Money } from '../parts/money.tsx';
import { PageHead, Panel } from '../parts/panel.tsx';
import { Failed, Missing, Waiting } from '../parts/states.tsx';
import { Values } from '../parts/values.tsx';
import { type Correction, correction } from './correction.graphql';
import { Decision } from './decision.tsx';
import { PlanButton } from './plan-button.tsx';
import { Progress } from './progress.tsx';
import { StepList } from './step-list.tsx';
import { TraceList } from './trace-list.tsx';

type Answer = NonNullable<Correction['correction']>;

const route = getRouteApi('/corrections/$id');
const moving = new Set(['APPROVED', 'DELIVERING']);
const watchMs = 1000;

function Facts({ of: { reason, maker, createdAt, amount, approvals, approvalsNeeded } }: { of: Answer }) {
  const decisions = approvals.map(({ approver, decision, comment, at }) => (
    <p key={approver}>
      {decision} by {personText(approver)}, <Instant at={at} />
      {comment === null ? '' : `: ${comment}`}
    </p>
  ));
  return (
    <Values
      values={[
        { name: 'Why', value: reason },
        {
          name: 'Planned',
          value: (
            <>
              by {personText(maker)}, <Instant at={createdAt} />
            </>
          ),
        },
        { name: 'Money moved', value: amount === null ? 'none' : <Money value={amount} strong /> },
        {
          name: 'Decisions',
          value: decisions.length > 0 ? decisions : `none of ${counted(approvalsNeeded, 'approval')} yet`,
        },
      ]}
    />
  );
}

function CorrectionAnswer({ of }: { of: Answer }) {
  const { id, type, state, subjectLabel, contract, invoice, steps, correlationId } = of;
  return (
    <>
      <PageHead
        title={`${correctionText(type)}: ${subjectLabel}`}
        above={<Link to="/corrections">Corrections</Link>}
        actions={
          state === 'CONFIRMED' && type !== 'UNDO' ? (
            <PlanButton type="UNDO" subject={id} label={subjectLabel} reason="" verb="Plan to undo it" />
          ) : null
        }
      >
        {contract === null ? null : (
          <Link to="/contracts/$id" params={{ id: contract.id }}>
            Contract {contract.number} {contract.name}
          </Link>
        )}{' '}
        {invoice === null ? null : (
          <Link to="/invoices/$id" params={{ id: invoice.id }}>
            Invoice {invoice.number}
          </Link>
        )}
      </PageHead>
      <Progress state={state} />
      <Decision correction={of} />
      <Facts of={of} />
      <Panel
        title="What it changes"
        note={`${counted(steps.length, 'step')}, in this order at each target.${state === 'PLANNED' ? ' Nothing is written before the approval.' : ''}`}
      >
        <StepList steps={steps} />
      </Panel>
      <TraceList correlationId={correlationId} />
    </>
  );
}

/** One correction: what it changes field by field, who decides, and what has become of it at each target. */
export function CorrectionPage() {
  const { id } = route.useParams();
  // Steps move on between the alerts that tell of them.
  const everyMs = (answer: Correction | undefined) =>
    moving.has(answer?.correction?.state ?? '') ? watchMs : undefined;
  const { data, failure, waiting, refresh } = useLiveQuery(correction, { id }, { everyMs });
  if (failure !== undefined) return <Failed failure={failure} retry={refresh} />;
  if (waiting || data === undefined) return <Waiting what="the correction" rows={9} />;
  return data.correction === null ? <Missing what="correction" /> : <CorrectionAnswer of={data.correction} />;
}
