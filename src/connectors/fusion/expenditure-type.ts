import { z } from 'zod';
import type { SourceMessage, Stream } from '../../domain/connector.ts';
import type { FusionClient, FusionItem } from './client.ts';
import { fusionOptions } from './options.ts';
import { scanItems } from './scan.ts';
import { dateOf, id, keyText, text } from './values.ts';

const resource = 'expenditureTypes';
const key = 'ExpenditureTypeId';

// The resource has no stamps, so all messages are of one version: of two of them the one read later is right.
const version = '1970-01-01T00:00:00.000Z';

const expenditureType = z.looseObject({
  ExpenditureTypeId: id,
  ExpenditureTypeName: text,
  SystemLinkageFunction: text,
  ExpenditureTypeStartActiveDate: text,
  ExpenditureTypeEndActiveDate: text,
});

/** What the system linkages of expenditure types are about: straight time, overtime, expense reports. */
const linkages: Record<string, 'time' | 'expense'> = { ST: 'time', OT: 'time', ER: 'expense' };

const messageOf = (item: FusionItem): SourceMessage => ({ key: String(item[key]), version, body: item });

interface FusionState {
  run?: { startedAt: string; after: string };
}

/** Expenditure types: what hours of a role and expenses for an activity are booked as. Read whole each time. */
export const expenditureTypeStream: Stream<FusionClient> = {
  about: 'expenditureTypes → charge code',
  kinds: ['charge_code'],
  async pull(client, before, limits) {
    const { run } = (before ?? {}) as FusionState;
    const page = await client.list(resource, {
      ...(run === undefined ? { totalResults: 'true' } : { q: `${key} > ${run.after}` }),
      orderBy: `${key}:asc`,
      limit: String(Math.min(limits.pageSize, 500)),
    });
    const messages = page.items.map(messageOf);
    const startedAt = run?.startedAt ?? page.observedAt;
    const { observedAt } = page;
    const total = page.totalResults === undefined ? {} : { total: page.totalResults };
    const last = messages.at(-1);
    if (page.hasMore && last !== undefined) {
      return { messages, state: { run: { startedAt, after: last.key } }, more: true, observedAt, ...total };
    }
    const knownThrough = new Date(new Date(startedAt).getTime() - limits.lagSeconds * 1000).toISOString();
    return { messages, state: {}, more: false, observedAt, knownThrough, ...total };
  },
  async fetch(client, keys) {
    const messages: SourceMessage[] = [];
    let observedAt = new Date(0).toISOString();
    for (let start = 0; start < keys.length; start += 50) {
      const wanted = keys.slice(start, start + 50).map((each) => `${key} = ${each}`);
      const page = await client.list(resource, { q: `(${wanted.join(' or ')})`, limit: '500' });
      observedAt = page.observedAt;
      messages.push(...page.items.map(messageOf));
    }
    return { messages, observedAt };
  },
  scan: (client, pageSize) => scanItems(client, { resource, key, versionOf: () => version }, pageSize),
  map(body, system) {
    const raw = expenditureType.parse(body);
    const { chargeCodes } = fusionOptions.parse(system.options);
    const appliesTo = linkages[raw.SystemLinkageFunction ?? ''];
    if (appliesTo === undefined) return [];
    const code = raw.ExpenditureTypeName ?? null;
    const name = code === null ? null : (chargeCodes[code] ?? code);
    return [
      {
        kind: 'charge_code',
        key: keyText(raw.ExpenditureTypeId),
        values: {
          code,
          appliesTo,
          role: appliesTo === 'time' ? name : null,
          activity: appliesTo === 'expense' ? name : null,
          startsOn: dateOf(raw.ExpenditureTypeStartActiveDate),
          endsOn: dateOf(raw.ExpenditureTypeEndActiveDate),
        },
        refs: {},
      },
    ];
  },
};
