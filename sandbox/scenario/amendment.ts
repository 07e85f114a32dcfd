import type { Play } from '../firm/scenario.ts';
import { HubClient, type ToldAlert } from '../start/hub-client.ts';
import { Desk } from './desk.ts';
import { comparisonLines, planLines } from './print.ts';
import { approve, invoiceState, plan, sideBySide } from './questions.ts';
import { Subscriber } from './subscriber.ts';

/** Where the scenario is played, and whether the CRM tells the hub of the change order. */
export interface Stage {
  url: string;
  control: string;
  demoKey: string;
  announce: boolean;
  say: (line?: string) => void;
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;

/** What is told of the contract and its invoice while the scenario is played. */
function concerns({ contractNumber, invoiceNumber }: Play) {
  return (alert: ToldAlert) => alert.sentence.includes(contractNumber) || alert.sentence.includes(invoiceNumber);
}

/** Throws unless both were told the same up to the last alert, each once. */
function compareSubscribers(steady: Subscriber, returned: Subscriber, last: ToldAlert): number {
  const told = steady.alerts.slice(0, steady.alerts.indexOf(last) + 1).map((alert) => alert.id);
  const again = returned.alerts.map((alert) => alert.id);
  if (new Set(again).size !== again.length) throw new Error('the subscriber that came back was told something twice');
  const missed = told.filter((id) => !again.includes(id));
  if (missed.length > 0) throw new Error(`the subscriber that came back has missed ${missed.length} alerts`);
  return again.length;
}

async function hold(desk: Desk, play: Play, steady: Subscriber, stage: Stage, signedAt: number): Promise<ToldAlert> {
  const { say } = stage;
  const about = concerns(play);
  const blocked = await steady.hear(
    'the blocked invoice',
    (alert) => alert.type === 'exception.opened' && alert.payload['effect'] === 'block' && about(alert),
  );
  say(`  ${seconds(Date.now() - signedAt)}  blocked: ${blocked.sentence}`);
  const held = await steady.hear('the hold', (alert) => alert.type === 'invoice.held' && about(alert));
  say(`  ${seconds(Date.now() - signedAt)}  ${held.sentence}`);
  const run = await desk.runInvoices(play.contractNumber);
  if (run.issued.includes(play.invoiceNumber)) throw new Error(`the ERP has issued ${play.invoiceNumber}`);
  say(`          an invoice run of the ERP leaves ${run.held.map(({ invoice }) => invoice).join(', ')} where it is`);
  return blocked;
}

async function correct(play: Play, steady: Subscriber, stage: Stage, finance: HubClient): Promise<void> {
  const { url, demoKey, say } = stage;
  const about = concerns(play);
  const opened = (rule: string) => (alert: ToldAlert) =>
    alert.type === 'exception.opened' && alert.payload['rule'] === rule && about(alert);
  for (const rule of ['R01', 'R02']) say(`          ${(await steady.hear(rule, opened(rule))).sentence}`);

  const { id, records } = await sideBySide(finance, play.contractNumber);
  say('\nThe three systems, side by side (differences only):');
  for (const line of comparisonLines(records)) say(line);
  const planned = await plan(finance, id);
  say('\nFinance plans the correction:');
  for (const line of planLines(planned)) say(line);
  await approve(await HubClient.signIn(url, 'approver', demoKey), planned);
  say('\nThe approver, another person, approves it.');
  const approvedAt = Date.now();

  const cleared = (rule: string) => (alert: ToldAlert) =>
    alert.type === 'exception.cleared' && alert.payload['rule'] === rule && about(alert);
  for (const rule of ['R01', 'R02', 'R03']) {
    await steady.hear(`${rule} cleared`, cleared(rule));
    say(`  ${seconds(Date.now() - approvedAt)}  ${rule} is cleared: what the targets hold now has been read back`);
  }
  const released = await steady.hear('the release', (alert) => alert.type === 'invoice.released' && about(alert));
  say(`  ${seconds(Date.now() - approvedAt)}  ${released.sentence}`);
  await steady.hear(
    'the confirmation',
    (alert) =>
      alert.type === 'correction.confirmed' && alert.payload['type'] === 'propagateContractVersion' && about(alert),
  );
  say(`  ${seconds(Date.now() - approvedAt)}  the correction is confirmed`);
}

/** What two people who follow the alerts are told, one of whom is cut off in between. */
interface Subscribers {
  steady: Subscriber;
  returning: Subscriber;
}

async function playFor({ steady, returning }: Subscribers, play: Play, finance: HubClient, stage: Stage) {
  const { control, announce, say } = stage;
  const desk = new Desk(control);
  await Promise.all([steady.listen(), returning.listen()]);
  const signedAt = Date.now();
  await desk.sign(play, announce);
  say(`Signed in the CRM${announce ? '; its outbound message reaches the hub.' : '; nobody tells the hub.'}`);
  const blocked = await hold(desk, play, steady, stage, signedAt);
  await returning.hear('the blocked invoice', (alert) => alert.id === blocked.id);
  returning.cutOff();
  say('          one subscriber is cut off here\n');
  await correct(play, steady, stage, finance);

  await returning.listen();
  const last = steady.alerts.at(-1) as ToldAlert;
  await returning.hear('what it has missed', (alert) => alert.id === last.id);
  const count = compareSubscribers(steady, returning, last);
  say(`\nThe subscriber that was cut off comes back with its cursor: ${count} alerts, none missed, none twice.`);
  const run = await desk.runInvoices(play.contractNumber);
  say(`The next invoice run issues ${run.issued.join(', ') || 'nothing'}.`);
  say(`\nCorrelation id: ${blocked.correlationId}`);
  say(`  npm run throughline -- trace ${blocked.correlationId}`);
}

/** Plays a change order from its signature in the CRM to the proof that every system has followed. */
export async function playAmendment(stage: Stage): Promise<void> {
  const { url, control, demoKey, say } = stage;
  const play = await new Desk(control).play();
  const finance = await HubClient.signIn(url, 'finance', demoKey);
  const before = await invoiceState(finance, play.invoiceNumber);
  const added = play.add.map(({ name, amount }) => `${name} (${amount})`).join(', ');
  say(`Contract ${play.contractNumber}: a change order drops ${play.drop.length} milestone and adds ${added}.`);
  say(`Invoice ${play.invoiceNumber} is a ${before.status.toLowerCase()}, hold: ${before.hold.toLowerCase()}.\n`);

  const steady = new Subscriber(finance);
  const returning = new Subscriber(await HubClient.signIn(url, 'finance', demoKey));
  try {
    await playFor({ steady, returning }, play, finance, stage);
  } finally {
    // Whoever goes on listening keeps the program from ending.
    steady.cutOff();
    returning.cutOff();
  }
}
