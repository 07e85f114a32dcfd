import type { Sql } from '../../entities/sql.ts';
import { haltStands, isPaused } from '../../entities/system-ways.ts';
import { backlogToCash } from '../../views/backlog-to-cash.ts';
import { type Finding, none, ok, warning } from './finding.ts';

interface Waiting {
  parked: number;
  stuck: number;
  unknown: number;
  failing: string[];
  halted: string[];
  silent: string[];
  rules: string[];
  folders: string[];
}

async function waiting(sql: Sql): Promise<Waiting> {
  const row = await sql.row<Waiting & Record<string, unknown>>(
    `select (select count(*)::int from inbox i where i.state = 'parked') as parked,
            (select count(*)::int from inbox i
              where i.state = 'new' and i.next_try_at is null and not ${isPaused('i.system', 'in')}
                and i.received_at < clock_timestamp() - interval '10 minutes') as stuck,
            (select count(*)::int from outbox o
              where o.state in ('unknown', 'needs_human')
                and o.changed_at < clock_timestamp() - interval '1 hour') as unknown,
            (select coalesce(array_agg(s.system || '/' || s.name order by s.system, s.name), '{}') from stream s
              where s.failing_since < clock_timestamp() - interval '5 minutes') as failing,
            (select coalesce(array_agg(w.system || ' (' || w.direction || '): ' || w.reason order by w.system, w.direction), '{}')
               from system_way w where ${haltStands}) as halted,
            (select coalesce(array_agg(w.system || ' (' || w.direction || ')' order by w.system, w.direction), '{}')
               from system_way w where w.opened_at is not null) as silent,
            (select coalesce(array_agg(f.rule order by f.rule), '{}') from rule_failure f) as rules,
            (select coalesce(array_agg(p.folder || ': ' || p.message order by p.folder), '{}')
               from rule_problem p) as folders`,
  );
  return row as Waiting;
}

const counted = (check: string, count: number, fine: string, bad: string): Finding =>
  count === 0 ? ok(check, fine) : warning(check, `${count} ${bad}`);

/** What a person should look at: nothing is broken, but nobody else will move it on. */
export async function attention(sql: Sql): Promise<Finding[]> {
  const { parked, stuck, unknown, failing, halted, silent, rules, folders } = await waiting(sql);
  const rows = await backlogToCash(sql, { legalEntity: true, practice: false, month: false }, null, null);
  const unexplained = rows.filter((row) => Number(row.unexplained) !== 0);
  return [
    counted(
      'parked messages',
      parked,
      'none',
      'wait for somebody to mend their cause; then throughline replay --parked',
    ),
    counted('inbox', stuck, 'nothing waits longer than ten minutes', 'messages have waited longer than ten minutes'),
    counted('unknown outcomes', unknown, 'none', 'deliveries have been unknown for more than an hour'),
    counted('streams', failing.length, 'every stream is read', `can't be read: ${failing.join(', ')}`),
    counted('halts', halted.length, 'no system is halted', `ways of systems are halted: ${halted.join(', ')}`),
    counted(
      'breakers',
      silent.length,
      'every system answers',
      `ways of systems are not answered: ${silent.join(', ')}`,
    ),
    counted('rules', rules.length, 'every rule can be judged', `can't be judged: ${rules.join(', ')}`),
    none('rule files', folders, 'as they are judged by', 'not taken in, so judging goes on by what was there before'),
    counted(
      'unexplained value',
      unexplained.length,
      'none: the books tie',
      `legal entities and currencies do not tie: ${unexplained.map((row) => `${row.unexplained} ${row.currency}`).join(', ')}`,
    ),
  ];
}
