import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { z } from 'zod';
import { dataSource } from '../ormconfig.ts';
import { migrateDatabase } from '../src/database.ts';
import { apiSchema } from '../src/resolvers/schema.ts';
import { operatorsOf } from '../src/rules/check-rule.ts';
import { factSources, factsOf } from '../src/rules/fact-catalogue.ts';
import type { FactSource } from '../src/rules/fact-source.ts';
import { ruleFile } from '../src/rules/rule-file.ts';
import { readRules } from '../src/rules/rule-files.ts';
import { operationTypes, typesFileOf } from './operation-types.ts';
import { removePostgres, startPostgres } from './postgres.mjs';
import { rulePages } from './rule-pages.ts';
import { schemaText } from './schema-text.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** A generated file that is checked in: where it is, and what it should say. */
interface Face {
  file: string;
  text: string;
}

/** The schema of rule files, with the facts and operators of each entity for editors to complete and underline. */
function ruleSchema(): string {
  const base = z.toJSONSchema(ruleFile, { io: 'input', unrepresentable: 'any' }) as Record<string, unknown>;
  const given = (source: FactSource) =>
    Object.fromEntries(
      Object.entries(factsOf(source)).map(([name, { type, about }]) => [
        name,
        { description: `${about} (${type}; ${operatorsOf[type].join(', ')})` },
      ]),
    );
  const examplesOf = (source: FactSource) => ({
    properties: {
      examples: { items: { properties: { given: { additionalProperties: false, properties: given(source) } } } },
    },
  });
  // As pairs: an object with a member called `then` could be taken for a promise.
  const entities = factSources.map((source) =>
    Object.fromEntries([
      ['if', { properties: { entity: { const: source.kind } } }],
      ['then', examplesOf(source)],
    ]),
  );
  const entity = { enum: factSources.map((source) => source.kind), description: 'What the rule is about.' };
  const properties = { ...(base['properties'] as object), entity };
  return `${JSON.stringify({ ...base, properties, allOf: entities }, null, 2)}\n`;
}

/** The types of the page's GraphQL documents, each beside its document. */
function pageFaces(schema: GraphQLSchema): Face[] {
  return readdirSync(join(root, 'web', 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.graphql'))
    .map((name) => join('web', 'src', name))
    .map((file) => ({
      file: typesFileOf(file),
      text: operationTypes(schema, file, readFileSync(join(root, file), 'utf8')),
    }));
}

/** Everything that is generated and checked in. Needs a migrated database to print its schema. */
async function faces(databaseUrl: string): Promise<Face[]> {
  const schema = lexicographicSortSchema(await apiSchema());
  const database = await dataSource({ url: databaseUrl, cell: 'main', poolSize: 1 }).initialize();
  const sql = await schemaText(database, 'main');
  await database.destroy();
  return [
    { file: 'schema.graphql', text: `${printSchema(schema)}\n` },
    { file: 'migrations/schema.sql', text: sql },
    { file: 'rules/rule.schema.json', text: ruleSchema() },
    ...rulePages(readRules(join(root, 'rules'))),
    ...pageFaces(schema),
  ];
}

/** The faces whose checked-in text is not what it should be. */
function staleFaces(all: readonly Face[]): string[] {
  return all
    .filter(({ file, text }) => {
      try {
        return readFileSync(join(root, file), 'utf8') !== text;
      } catch {
        return true;
      }
    })
    .map(({ file }) => file);
}

/** Pages of rules that are no more. */
function leftOver(all: readonly Face[]): string[] {
  mkdirSync(join(root, 'docs', 'rules'), { recursive: true });
  const files = readdirSync(join(root, 'docs', 'rules')).map((name) => `docs/rules/${name}`);
  return files.filter((file) => !all.some((face) => face.file === file));
}

const onlyCheck = process.argv.includes('--check');
const name = `faces-${process.pid}`;
const server = await startPostgres({ root, name, port: 0, settings: { fsync: 'off' } });
try {
  await migrateDatabase({ database: { url: server.url, ownerUrl: server.url, readerUrl: server.url }, cell: 'main' });
  const all = await faces(server.url);
  const gone = leftOver(all);
  const stale = [...staleFaces(all), ...gone];
  if (!onlyCheck) {
    for (const { file, text } of all) writeFileSync(join(root, file), text);
    for (const file of gone) rmSync(join(root, file));
  }
  const verb = onlyCheck ? 'no longer true (npm run faces writes them anew)' : 'written';
  process.stdout.write(stale.length === 0 ? 'nothing has changed\n' : `${verb}: ${stale.join(', ')}\n`);
  process.exitCode = onlyCheck && stale.length > 0 ? 1 : 0;
} finally {
  removePostgres({ root, name });
}
