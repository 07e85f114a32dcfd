import { counted, inWords, personText, roleText } from '../format/words.ts';
import { Ago, Clock, Due, Instant } from '../parts/instant.tsx';
import { Panel } from '../parts/panel.tsx';
import { Tag, type Tone } from '../parts/tag.tsx';
import type { Sources } from './sources.graphql';
import { SystemActions } from './system-actions.tsx';
import styles from './systems-panel.module.css';
import { useRuns } from './use-runs.ts';

/** One installed system, as the page asks for it. */
export type System = Sources['systems'][number];
type Way = System['ways'][number];

const directions: Record<Way['direction'], string> = { IN: 'Read from it', OUT: 'Sent to it' };
const states: Record<Way['state'], { tone: Tone; words: string }> = {
  RUNNING: { tone: 'good', words: 'Running' },
  PAUSED: { tone: 'warn', words: 'Paused' },
  DRAINING: { tone: 'warn', words: 'Draining' },
  DRAINED: { tone: 'warn', words: 'Drained' },
  FROZEN: { tone: 'warn', words: 'Frozen' },
};

const stages: Record<string, string> = {
  observe: 'only read',
  propose: 'corrections are proposed',
  write: 'corrections are written',
};

/** Who has halted a way, since when, why and until when. */
function HaltWords({ way: { since, askedBy, reason, until } }: { way: Way }) {
  if (since === null) return null;
  return (
    <p className={styles['soft']}>
      <Ago at={since} />
      {askedBy === null ? '' : ` by ${personText(askedBy)}`}: {reason}.{' '}
      {until === null ? (
        'Until somebody resumes it.'
      ) : (
        <>
          Goes on by itself at <Instant at={until} />.
        </>
      )}
    </p>
  );
}

/** Whether a way is left alone because the system does not answer. */
function BreakerWords({ way: { breaker, failures, openedAt, nextProbeAt, lastError } }: { way: Way }) {
  if (breaker === 'CLOSED' && failures === 0) return <span className={styles['soft']}>answers</span>;
  return (
    <div>
      {breaker === 'CLOSED' ? (
        <Tag tone="warn">No answer {counted(failures, 'time', 'times')} in a row</Tag>
      ) : (
        <Tag tone="bad">{breaker === 'OPEN' ? 'Left alone' : 'Being tried again'}</Tag>
      )}
      {openedAt === null ? null : (
        <span className={styles['soft']}>
          {' '}
          since <Clock at={openedAt} />
          {nextProbeAt === null || breaker !== 'OPEN' ? null : (
            <>
              , tried again <Due at={nextProbeAt} />
            </>
          )}
        </span>
      )}
      {lastError === null ? null : <p className={styles['error']}>{lastError}</p>}
    </div>
  );
}

function WayLine({ way }: { way: Way }) {
  const { tone, words } = states[way.state];
  const { remaining } = way;
  return (
    <li className={styles['way']}>
      <span className={styles['direction']}>{directions[way.direction]}</span>
      <div>
        <Tag tone={tone}>{words}</Tag>
        {remaining === null || remaining === 0 ? null : (
          <span className={styles['soft']}> {remaining.toLocaleString('en')} under way</span>
        )}
        <HaltWords way={way} />
      </div>
      <BreakerWords way={way} />
    </li>
  );
}

function SystemItem({ system }: { system: System }) {
  const { name, connector, role, stage, requestsPerMinute, ways } = system;
  const runs = useRuns();
  return (
    <li className={styles['system']}>
      <div>
        <h3>{name}</h3>
        <p className={styles['soft']}>
          {roleText(role)}
          {connector === name ? '' : `, ${inWords(connector)}`}; {stages[stage] ?? stage}
        </p>
        <p className={styles['soft']}>
          {requestsPerMinute === null
            ? 'no limit of requests'
            : `at most ${counted(requestsPerMinute, 'request')} a minute`}
        </p>
      </div>
      <ul className={styles['ways']} aria-label={`Ways of ${name}`}>
        {ways.map((way) => (
          <WayLine key={way.direction} way={way} />
        ))}
      </ul>
      {runs ? <SystemActions system={system} /> : null}
    </li>
  );
}

/** Every system: what operators have asked of it, whether it answers, and what can be asked of it. */
export function SystemsPanel({ systems }: { systems: readonly System[] }) {
  return (
    <Panel title="Systems">
      <ul className={styles['systems']}>
        {systems.map((system) => (
          <SystemItem key={system.name} system={system} />
        ))}
      </ul>
    </Panel>
  );
}
