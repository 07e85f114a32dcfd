import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pulledStreams, type Stream } from '../../src/domain/connector.ts';
import { namesIn } from '../query-names.ts';
import { recording } from '../recording.ts';
import { atWork, type ConformanceCase, type ConnectorAtWork } from './at-work.ts';
import { attributesOf, fieldsLookedAt, fieldsOf, recordsOf } from './vendor-fields.ts';

/** A row of a table: what stands in backticks in its first and in its second column. */
interface Row {
  ours: string[];
  theirs: string[];
}

const names = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name as string);

/** The tables of a document by the heading that they stand under. */
function tablesOf(text: string): Map<string, Row[]> {
  const tables = new Map<string, Row[]>();
  for (const section of text.split(/^## /m).slice(1)) {
    const [heading = '', ...lines] = section.split('\n');
    const rows = lines.filter((line) => line.startsWith('| ')).slice(1);
    const cells = rows.map((line) => line.split('|').map((cell) => cell.trim()));
    tables.set(
      heading,
      cells.map(([, ours = '', theirs = '']) => ({ ours: names(ours), theirs: names(theirs) })),
    );
  }
  return tables;
}

const sorted = (all: Iterable<string>) => [...new Set(all)].sort();
const isAttribute = (name: string) => /^[a-z_]+\.[a-zA-Z]+$/.test(name);

/** Holds MAPPING.md to what the connector really reads, says and writes. */
export function describeDocuments(of: ConformanceCase): void {
  describe('described', () => {
    const tables = tablesOf(readFileSync(`src/connectors/${of.system}/MAPPING.md`, 'utf8'));
    let work: ConnectorAtWork;
    beforeAll(async () => {
      work = await atWork(of);
    });
    afterAll(() => work.close());

    async function read(stream: Stream<unknown>) {
      const { send, exchanges } = recording(work.subject.system.send);
      const client = work.subject.connector.client({ ...work.subject.system, send });
      const limits = { ...work.subject.limits, pageSize: 500 };
      const { messages, state } = await stream.pull(client, undefined, limits);
      await stream.pull(client, state, limits);
      const bodies = messages.map(({ body }) => body);
      const isSelected = work.subject.system.role !== 'erp';
      const inBodies = bodies.flatMap((body) => [
        ...(isSelected ? fieldsOf(body) : fieldsLookedAt(stream, body, work.subject)),
      ]);
      const asked = isSelected ? [] : exchanges.flatMap(({ request }) => namesIn(request.url));
      return {
        attributes: attributesOf(recordsOf(stream, bodies, work.subject)),
        fields: new Set([...inBodies, ...asked]),
        all: new Set(bodies.flatMap((body) => [...fieldsOf(body)])),
      };
    }

    it('says of every stream which attributes it gives and which fields it reads, and no others', async () => {
      for (const [name, stream] of pulledStreams(work.subject.connector)) {
        const { attributes, fields, all } = await read(stream);
        const rows = tables.get(name) ?? [];
        const said = rows.flatMap(({ ours }) => ours).filter(isAttribute);
        expect({ name, attributes: sorted(said) }).toEqual({ name, attributes: sorted(attributes) });
        const listed = rows.flatMap(({ theirs }) => theirs);
        // A lookup that is empty everywhere shows as itself; what is said of it goes further.
        const unsaid = [...fields].filter(
          (field) => !listed.some((each) => each === field || each.startsWith(`${field}.`)),
        );
        expect({ name, unsaid }).toEqual({ name, unsaid: [] });
        const absent = listed.filter(
          (each) => ![...all].some((field) => each === field || each.startsWith(`${field}.`)),
        );
        expect({ name, absent }).toEqual({ name, absent: [] });
      }
      const streams = Object.keys(work.subject.connector.streams);
      const others = ['Writing', 'Webhooks', "What reading can't see"];
      expect(sorted(tables.keys())).toEqual(sorted([...streams, ...others]));
    });

    it('says which attributes it writes, and to which fields', async () => {
      const { connector, system } = work.subject;
      const rows = tables.get('Writing') ?? [];
      const said = rows.flatMap(({ ours }) => ours).filter(isAttribute);
      const capabilities = connector.push?.capabilities(system) ?? [];
      const written = capabilities.flatMap(({ kind, fields }) => fields.map((field) => `${kind}.${field}`));
      expect(sorted(said)).toEqual(sorted(written));
      const { send, exchanges } = recording(system.send);
      const client = connector.client({ ...system, send });
      for (const command of of.commands(work.firm)) {
        expect(await connector.push?.send(client, command)).toMatchObject({ outcome: 'sent' });
      }
      const bodies = exchanges.flatMap(({ request }) => (request.json === undefined ? [] : [request.json as object]));
      const listed = rows.flatMap(({ theirs }) => theirs);
      expect(sorted(bodies.flatMap(Object.keys)).filter((field) => !listed.includes(field))).toEqual([]);
    });
  });
}
