import { SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import { type Answer, answering, type CliParts } from './command.ts';

interface FileOptions {
  system: string;
  stream?: string;
  manifest?: string;
}

const megabytes = (bytes: number) => Math.round(bytes / 104_857.6) / 10;

/** A bar for people who watch; whoever reads the output of a program gets none. */
function progressBar() {
  const bar = new SingleBar({
    format: '{bar} {percentage} % of {of} MB, read twice',
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
  });
  let begun = false;
  return {
    show(bytes: number, of: number) {
      if (!begun) bar.start(of, 0, { of: megabytes(of) });
      begun = true;
      bar.update(bytes);
    },
    end: () => bar.stop(),
  };
}

async function takeFile(path: string, options: FileOptions, parts: CliParts): Promise<Answer> {
  const bar = progressBar();
  try {
    const taken = await parts.takeFile(options.system, { ...options, path, onProgress: bar.show });
    const { again, rows, parked, correlationId } = taken;
    const text = again
      ? `${path} has been taken in before: ${rows} rows, ${parked} of them parked.`
      : `${rows} rows are in, ${parked} of them parked with their reasons. Their correlation id is ${correlationId}.`;
    return { text, json: taken };
  } finally {
    bar.end();
  }
}

/** `throughline ingest file` */
export function registerIngest(program: Command, parts: CliParts): void {
  const command = program
    .command('ingest')
    .description('Take something in that no system sends.')
    .command('file <path>')
    .description('Take in a CSV file that has a manifest of control totals. The same file again changes nothing.')
    .requiredOption('--system <name>', 'the system that the file comes from')
    .option('--stream <name>', 'the stream that it must be for')
    .option('--manifest <path>', 'its manifest, unless that lies beside it (hours.csv has hours.manifest.json)');
  answering(command, parts, (path: string, options: FileOptions) => takeFile(path, options, parts));
}
