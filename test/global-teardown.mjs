import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { removePostgres } from '../scripts/postgres.mjs';

export default function teardown() {
  removePostgres({ root: dirname(dirname(fileURLToPath(import.meta.url))), name: process.env.TEST_POSTGRES_NAME });
}
