import type { Running } from './state.ts';

const guests = [
  ['executive', 'backlog to cash, for the whole group'],
  ['finance', 'blocked invoices, corrections to plan'],
  ['approver', 'corrections to approve'],
  ['delivery', 'what has not reached project and billing plan'],
  ['integration', 'sources, parked messages, replay'],
  ['auditor', 'who did what, and why'],
  ['bi', 'rows and totals'],
  ['finance-de01', 'finance of one legal entity: sees nothing of the others'],
] as const;

/** Where everything is, and who one can be there. */
export function greeting({ url, control, demoKey }: Running, logs: string): string {
  const places = [
    ['Dashboard', `${url}/`],
    ['GraphQL', `${url}/graphql (HTTP and WebSocket)`],
    ['API explorer', `${url}/graphiql`],
    ...(control === undefined ? [] : [['Sandbox', `${control} (the simulated systems' control desk)`]]),
    ['Logs', logs],
  ];
  const lines = ['', 'Throughline is running.', '', ...places.map(([name = '', at]) => `  ${name.padEnd(14)}${at}`)];
  if (demoKey !== undefined) {
    lines.push('', `Choose whom to be at ${url}/#key=${demoKey}`, '', 'or sign in as');
    for (const [key, about] of guests) {
      lines.push(`  ${key.padEnd(14)}${url}/auth/persona/${key}?key=${demoKey}`, `${''.padEnd(16)}${about}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** What to try first in the sandbox. */
export function threeThings(url: string): string {
  return [
    '',
    'Three things to try',
    '  1. Sign in as executive: the waterfall ties to zero, and each bar opens the records behind it.',
    '  2. Sign in as finance, leave the blocked invoices open, and run in another terminal:',
    '       npm run scenario -- amendment',
    '     A change order is signed in the CRM; watch the invoice being blocked, held, corrected and released.',
    `  3. Ask the API: ${url}/graphiql has an example ready.`,
    '',
    'Ctrl-C stops everything; the next npm start goes on from here; npm start -- --reset begins anew.',
    '',
  ].join('\n');
}
