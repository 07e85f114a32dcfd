import { runUntilTold } from '../src/process-life.ts';

const stays = () => new Promise<never>((_resolve, reject) => setTimeout(() => reject(new Error('never told')), 60_000));

/** What a test wants the process to be slow at; it says over IPC how far it is. */
const [slowAt] = process.argv.slice(2);

await runUntilTold({
  async start(stopping) {
    process.send?.('starting');
    if (slowAt === 'start') await new Promise((resolve) => stopping.addEventListener('abort', resolve));
    if (stopping.aborted) return undefined;
    process.send?.('started');
    return {
      async stop() {
        process.send?.('stopping');
        if (slowAt === 'stop') await stays();
      },
    };
  },
  onLate() {},
});
