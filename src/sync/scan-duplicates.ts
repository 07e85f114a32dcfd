import type { DataSource } from 'typeorm';
import { HubError, messageOf } from '../domain/errors.ts';
import { transaction, withConnection } from '../entities/sql.ts';
import { inTurn, type Turns } from '../entities/turns.ts';
import { severalEffects } from './attempt.ts';
import { markCorrection } from './outcome.ts';
import { commandOf, type Outgoing, routeOf } from './outgoing.ts';
import type { Target, Targets } from './targets.ts';

/** What a scan saw: how many deliveries it asked about, how many took effect twice, and which targets did not answer. */
export interface DuplicateScan {
  asked: number;
  duplicated: number;
  unanswered: { system: string; reason: string }[];
}

interface Delivered extends Outgoing {
  effects: string[] | null;
}

/** A second effect shows soon or never: what is older than this has been asked about often enough. */
const lookBackDays = 7;

function delivered(database: DataSource): Promise<Delivered[]> {
  return withConnection(database, (sql) =>
    sql.rows<Delivered & Record<string, unknown>>(
      `select o.id::text, o.correction_id, o.system, o.attempt_id, o.correlation_id, o.target_key, o.effects,
              s.kind, s.action, s.origin, s.parents, s.fields
         from outbox o join correction_step s on s.correction_id = o.correction_id and s.number = o.step_number
        where s.action = 'create'
          and (o.effects is not null
               or o.state in ('sent', 'confirmed') and o.sent_at > clock_timestamp() - make_interval(days => $1))
        order by o.id`,
      [lookBackDays],
    ),
  );
}

/** Writes down what the target has of a delivery. One that waited for a person because of it goes on once it is one. */
async function record(database: DataSource, { id, correction_id }: Delivered, keys: readonly string[]): Promise<void> {
  const several = keys.length > 1;
  await transaction(database, async (sql) => {
    const changed = await sql.run(
      `update outbox o
          set effects = $2, detail = $3, changed_at = clock_timestamp(), target_key = coalesce($4, o.target_key),
              state = case when o.state = 'needs_human' and $2::text[] is null then 'sent' else o.state end
        where o.id = $1 and o.effects is distinct from $2`,
      [
        id,
        several ? keys : null,
        several ? severalEffects(keys) : 'the target has one record of it',
        several ? null : keys[0],
      ],
    );
    if (changed > 0) await markCorrection(sql, correction_id);
  });
}

/** The keys that the target has of a delivery, sorted. Throws where there is no turn to ask it. */
async function effectsOf(database: DataSource, delivery: Delivered, { push, client }: Target, turns: Turns) {
  const { wait, because } = await transaction(database, (sql) => turns.begin(sql, delivery.system, 'out'));
  if (wait > 0) throw new HubError('UPSTREAM_UNAVAILABLE', `not asked because of its ${because}`);
  const find = () => push.find(client, commandOf(delivery));
  return [...(await inTurn(turns, delivery.system, 'out', find))].sort();
}

/**
 * Asks the targets what they have of each create that only a search can find again, because a process that stood still
 * between its last look and its first byte can't be kept from sending twice. A target that does not answer is left for the
 * next scan.
 */
export async function scanDuplicates(database: DataSource, targets: Targets, turns: Turns): Promise<DuplicateScan> {
  const scan: DuplicateScan = { asked: 0, duplicated: 0, unanswered: [] };
  for (const each of await delivered(database)) {
    const route = routeOf(targets, each);
    const isLeft = scan.unanswered.some(({ system }) => system === each.system);
    if (route === undefined || route.capability.idempotency !== 'search' || isLeft) continue;
    try {
      const keys = await effectsOf(database, each, route.target, turns);
      scan.asked += 1;
      if (keys.length > 1) scan.duplicated += 1;
      // Nothing at all says that it was taken away since, which is for the rules about records.
      if (keys.length > 0) await record(database, each, keys);
    } catch (error) {
      scan.unanswered.push({ system: each.system, reason: messageOf(error) });
    }
  }
  return scan;
}
