import { getRouteApi, Link } from '@tanstack/react-router';
import { useLiveQuery } from '../api/use-live-query.ts';
import { CorrectionsTable } from '../corrections/corrections-table.tsx';
import { PlanButton } from '../corrections/plan-button.tsx';
import { ExceptionDrawer } from '../exceptions/exception-drawer.tsx';
import { ExceptionsTable } from '../exceptions/exceptions-table.tsx';
import { inWords } from '../format/words.ts';
import type { MoneyFlow } from '../overview/money-flow.ts';
import { Day } from '../parts/instant.tsx';
import { Money } from '../parts/money.tsx';
import { PageHead, Panel } from '../parts/panel.tsx';
import { Failed, Missing, Waiting } from '../parts/states.tsx';
import { Tag } from '../parts/tag.tsx';
import { type Contract, contract } from './contract.graphql';
import { ContractFlow } from './contract-flow.tsx';
import styles from './contract-page.module.css';
import { ContractTables } from './contract-tables.tsx';
import { SideBySidePanel } from './side-by-side.tsx';

type Answer = NonNullable<Contract['contract']>;

const route = getRouteApi('/contracts/$id');

/** The flow, where every part of it is known. */
function knownFlow({ flow }: Answer): MoneyFlow | undefined {
  if (flow === null || Object.values(flow).some((part) => part === null)) return undefined;
  return flow as MoneyFlow;
}

function Head({ contract: of }: { contract: Answer }) {
  const { number, name, status, customer, legalEntity, practice, signedOn, startsOn, endsOn, orphan } = of;
  return (
    <PageHead
      title={`${number ?? ''} ${name ?? ''}`}
      above={<Link to="/contracts">Contracts</Link>}
      actions={
        <PlanButton
          type="PROPAGATE_CONTRACT_VERSION"
          subject={of.id}
          label={`contract ${number ?? ''}`}
          reason="The systems differ from the terms in force."
        />
      }
    >
      {customer?.name ?? 'No customer'} · {legalEntity?.code} {legalEntity?.name} · {practice?.name ?? 'no practice'} ·{' '}
      {status === null ? 'no state' : inWords(status)} · signed <Day on={signedOn} /> · runs <Day on={startsOn} /> to{' '}
      <Day on={endsOn} />
      {of.purchaseOrderRequired ? ' · pays only against a purchase order' : ''}{' '}
      {orphan ? <Tag tone="warn">Its owner has no record of it</Tag> : null}
    </PageHead>
  );
}

function Answered({ data, contract: of }: { data: Contract; contract: Answer }) {
  const flow = knownFlow(of);
  return (
    <>
      <Head contract={of} />
      <p className={styles['value']}>
        <Money value={of.value} strong />
        <span>
          {' '}
          value under the terms in force{of.amendmentNumber ? `, amendment ${of.amendmentNumber} included` : ''}
        </span>
      </p>
      {flow === undefined ? (
        <p className={styles['unknown']}>
          Where its value has got to is not known yet: an amount behind it is missing.
        </p>
      ) : (
        <ContractFlow flow={flow} />
      )}
      <Panel title="Exceptions" {...(data.exceptions.nodes.length === 0 ? { note: 'None is open.' } : {})}>
        {data.exceptions.nodes.length === 0 ? null : <ExceptionsTable exceptions={data.exceptions.nodes} />}
      </Panel>
      <SideBySidePanel contract={of.id} />
      <Panel title="Corrections" {...(data.corrections.nodes.length === 0 ? { note: 'None has been planned.' } : {})}>
        {data.corrections.nodes.length === 0 ? null : <CorrectionsTable corrections={data.corrections.nodes} />}
      </Panel>
      <ContractTables contract={of} />
    </>
  );
}

/** Everything that is known of one contract. */
export function ContractPage() {
  const { id } = route.useParams();
  const { exception } = route.useSearch();
  const navigate = route.useNavigate();
  const { data, failure, waiting, refresh } = useLiveQuery(contract, { id });
  if (failure !== undefined) return <Failed failure={failure} retry={refresh} />;
  if (waiting || data === undefined) return <Waiting what="the contract" rows={12} />;
  if (data.contract === null) return <Missing what="contract" />;
  return (
    <>
      <Answered data={data} contract={data.contract} />
      <ExceptionDrawer id={exception} onClose={() => void navigate({ search: {}, replace: true })} />
    </>
  );
}
