// Builds the page or the API explorer if it has changed, in a process of its own: whoever starts it goes on meanwhile.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildExplorer, buildPage } from './build.mjs';

const build = process.argv[2] === 'explorer' ? buildExplorer : buildPage;
process.exit(build(dirname(dirname(fileURLToPath(import.meta.url))), process.execPath, false) ? 0 : 1);
