// Builds the page if it has changed, in a process of its own: whoever starts it goes on meanwhile.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPage } from './build.mjs';

process.exit(buildPage(dirname(dirname(fileURLToPath(import.meta.url))), process.execPath, false) ? 0 : 1);
