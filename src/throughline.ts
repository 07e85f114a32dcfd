import { text } from 'node:stream/consumers';
import { runCommand } from './command-line.ts';
import { environmentHere } from './config.ts';

process.exitCode = await runCommand(process.argv.slice(2), {
  environment: environmentHere(),
  folder: '.',
  input: () => text(process.stdin),
  print: (line) => void process.stdout.write(line.endsWith('\n') ? line : `${line}\n`),
  complain: (line) => void process.stderr.write(line.endsWith('\n') ? line : `${line}\n`),
});
