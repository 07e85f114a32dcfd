import type { Sql } from '../../entities/sql.ts';
import { sources } from '../../views/sources.ts';
import { type Finding, ok, warning } from './finding.ts';

function told(check: string, places: readonly string[], fine: string): Finding {
  return places.length === 0 ? ok(check, fine) : warning(check, places.join('; '));
}

/** Whether sources tell late of what changed, and what the last comparison with each of them came to. */
export async function reconciliation(sql: Sql): Promise<Finding[]> {
  const streams = await sources(sql);
  const late = streams.filter(({ overlapSeconds }) => overlapSeconds !== null);
  const scans = streams.flatMap(({ system, name, lastScan }) =>
    lastScan === null ? [] : [{ system, name, ...lastScan }],
  );
  const halted = scans.filter(({ outcome }) => outcome !== 'complete');
  const total = (of: 'records' | 'missing' | 'changed' | 'deleted') => scans.reduce((sum, scan) => sum + scan[of], 0);
  const found = `${total('missing')} missing, ${total('changed')} changed, ${total('deleted')} deleted`;
  return [
    told(
      'late sources',
      late.map(({ system, name, latenessP99Seconds: seconds, overlapSeconds }) => {
        const measured =
          seconds === null ? 'late changes were found by a scan' : `changes come up to ${seconds} s late`;
        return `${system}/${name}: ${measured}, so its polls look back ${overlapSeconds} s`;
      }),
      'none has come later than half of the overlap',
    ),
    told(
      'reconciliation',
      halted.map(
        ({ system, name, outcome, reason }) => `${system}/${name}: ${outcome}, nothing was deleted: ${reason}`,
      ),
      scans.length === 0
        ? 'no stream has been compared with its source yet'
        : `${scans.length} streams, ${total('records')} records: ${found} the last time`,
    ),
  ];
}
