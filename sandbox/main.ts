import { readFileSync } from 'node:fs';
import { controlDesk } from './control.ts';
import { generateFirm } from './firm/generate.ts';
import { openWorld } from './world.ts';

/** What a sandbox process is told by whoever starts it, in the file that its first argument names. */
export interface SandboxOptions {
  /** Where it keeps what has happened since the firm was made. */
  folder: string;
  seed: number;
  /** The day on which the firm was made (ISO 8601): the same firm comes back tomorrow. */
  today: string;
  ports: { control: number; crm: number; psa: number; erp: number };
  /** Where the CRM sends its outbound messages. */
  webhookUrl: string;
  life: boolean;
}

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('usage: main.js <options.json>');
const { folder, seed, today, ports, webhookUrl, life } = JSON.parse(readFileSync(file, 'utf8')) as SandboxOptions;

const { tables, scenario } = generateFirm({ seed, today });
const world = openWorld(tables, { folder, ports });
for (const simulator of Object.values(world.simulators)) await simulator.start();
const desk = controlDesk({ world, webhookUrl, scenario });
await desk.listen({ host: '127.0.0.1', port: ports.control });
if (life) await desk.inject({ method: 'POST', url: '/life', payload: { on: true } });
process.send?.({ ready: true });

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await desk.close();
  for (const simulator of Object.values(world.simulators)) await simulator.stop();
  process.exit(0);
}
process.on('SIGTERM', () => void stop());
process.on('SIGINT', () => void stop());
// Whoever started it is gone.
process.on('disconnect', () => void stop());
