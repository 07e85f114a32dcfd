import { Link } from '@tanstack/react-router';
import { useLiveQuery } from '../api/use-live-query.ts';
import { contractCorrections } from '../corrections/contract-corrections.graphql';
import { CorrectionStateTag } from '../corrections/correction-state.tsx';
import { PlanButton } from '../corrections/plan-button.tsx';
import { correctionText } from '../format/words.ts';
import type { ExceptionAnswer } from './exception-detail.tsx';
import styles from './mending.module.css';

/** The rule's name of a correction as the API knows it: propagateContractVersion → PROPAGATE_CONTRACT_VERSION. */
function typeOf(correction: string): 'PROPAGATE_CONTRACT_VERSION' | undefined {
  return correction === 'propagateContractVersion' ? 'PROPAGATE_CONTRACT_VERSION' : undefined;
}

/** What mends an exception: the correction that is under way, or the way to one. */
export function Mending({ exception: { correction, contract, sentence } }: { exception: ExceptionAnswer }) {
  const { data } = useLiveQuery(contractCorrections, { contract: contract?.id ?? '' }, { pause: contract === null });
  const type = correction === null ? undefined : typeOf(correction);
  if (type === undefined || contract === null) {
    return <p className={styles['source']}>It goes away by itself as soon as it is put right at its source.</p>;
  }
  const underWay = data?.corrections.nodes.find((each) => each.type === type);
  return (
    <div className={styles['mending']}>
      {underWay === undefined ? (
        <>
          <p>A correction mends this: the targets get the terms that are in force.</p>
          <PlanButton type={type} subject={contract.id} label={`contract ${contract.number ?? ''}`} reason={sentence} />
        </>
      ) : (
        <p>
          <Link to="/corrections/$id" params={{ id: underWay.id }}>
            {correctionText(underWay.type)}
          </Link>{' '}
          <CorrectionStateTag state={underWay.state} />
        </p>
      )}
    </div>
  );
}
