import { IconArrowRight } from '@tabler/icons-react';
import { valueText } from '../format/values.ts';
import { counted, inWords } from '../format/words.ts';
import type { Correction } from './correction.graphql';
import { OutcomeTag } from './correction-state.tsx';
import styles from './step-list.module.css';

/** One change of one record at one target. */
export type Step = NonNullable<Correction['correction']>['steps'][number];

function Field({ field: { field, before, after }, created }: { field: Step['fields'][number]; created: boolean }) {
  return (
    <tr>
      <th scope="row">{inWords(field)}</th>
      <td className={styles['before']}>{created ? <span>new</span> : <del>{valueText(field, before)}</del>}</td>
      <td aria-hidden="true">
        <IconArrowRight size={14} stroke={1.75} />
      </td>
      <td className={styles['after']}>
        <ins>{valueText(field, after)}</ins>
      </td>
    </tr>
  );
}

function StepCard({ step }: { step: Step }) {
  const { number, action, label, level, outcome, attempts, detail, fields } = step;
  return (
    <li className={styles['step']}>
      <div className={styles['head']}>
        <p>
          <span className={styles['number']}>{number}</span>
          <strong>
            {inWords(action)} {label}
          </strong>
          <span className={styles['soft']}> at {inWords(level).toLowerCase()}</span>
        </p>
        <p>
          {attempts > 1 ? <span className={styles['soft']}>{counted(attempts, 'attempt')} </span> : null}
          {outcome === null ? null : <OutcomeTag outcome={outcome} />}
        </p>
      </div>
      {fields.length === 0 ? null : (
        <table>
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">Has now</th>
              <td />
              <th scope="col">Will have</th>
            </tr>
          </thead>
          <tbody>
            {fields.map((field) => (
              <Field key={field.field} field={field} created={action === 'CREATE'} />
            ))}
          </tbody>
        </table>
      )}
      {detail === null ? null : <p className={styles['detail']}>{detail}</p>}
    </li>
  );
}

/** What a correction changes, target by target and field by field, and what has become of it. */
export function StepList({ steps }: { steps: readonly Step[] }) {
  const systems = [...new Set(steps.map(({ system }) => system))];
  return (
    <div className={styles['targets']}>
      {systems.map((system) => (
        <section key={system} aria-label={system}>
          <h3>{system}</h3>
          <ol>
            {steps
              .filter((step) => step.system === system)
              .map((step) => (
                <StepCard key={step.number} step={step} />
              ))}
          </ol>
        </section>
      ))}
    </div>
  );
}
