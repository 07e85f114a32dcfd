import { VisuallyHidden } from '@mantine/core';
import { IconCheck, IconQuestionMark, IconX } from '@tabler/icons-react';
import { inWords } from '../format/words.ts';
import type { ExceptionAnswer } from './exception-detail.tsx';
import styles from './explanation.module.css';

function Holds({ holds }: { holds: boolean | null }) {
  const [Icon, word] =
    holds === null
      ? ([IconQuestionMark, 'not known'] as const)
      : holds
        ? ([IconCheck, 'holds'] as const)
        : ([IconX, 'does not hold'] as const);
  return (
    <span data-holds={String(holds)}>
      <Icon size={15} stroke={2} aria-hidden="true" />
      <VisuallyHidden>{word}</VisuallyHidden>
    </span>
  );
}

const factText = (value: unknown) =>
  value === null || value === undefined ? 'not known' : Array.isArray(value) ? value.join(', ') : String(value);

/** Why a rule fires, comparison by comparison, and every fact that it was judged on. */
export function Explanation({ exception: { explanation, facts } }: { exception: ExceptionAnswer }) {
  return (
    <section className={styles['explanation']}>
      <h3>Why</h3>
      <table>
        <thead>
          <tr>
            <th scope="col">
              <VisuallyHidden>Whether it holds</VisuallyHidden>
            </th>
            <th scope="col">Fact</th>
            <th scope="col">Value</th>
            <th scope="col">Compared</th>
          </tr>
        </thead>
        <tbody>
          {explanation.map(({ fact, about, value, comparison, expected, holds }) => (
            <tr key={`${fact} ${comparison} ${expected}`}>
              <td>
                <Holds holds={holds} />
              </td>
              <td>
                {about}
                <br />
                <code>{fact}</code>
              </td>
              <td>{value}</td>
              <td>
                {comparison} {expected}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <details>
        <summary>All facts that it was judged on</summary>
        <dl>
          {Object.entries(facts).map(([name, value]) => (
            <div key={name}>
              <dt>{inWords(name)}</dt>
              <dd>{factText(value)}</dd>
            </div>
          ))}
        </dl>
      </details>
    </section>
  );
}
