import { z } from 'zod';

const loopbackHosts = ['127.0.0.1', '[::1]', 'localhost'];

const every = {
  name: z.string().regex(/^[a-z][a-z0-9-]{0,40}$/, 'lower-case letters, digits and - only'),
  /** The codes of the legal entities that it may see, or all of the group. */
  legalEntities: z.union([z.literal('all'), z.array(z.string()).min(1)]),
  /** Which types of events it wants, every one when left out; one that ends with a dot stands for all that begin so. */
  types: z
    .array(z.string().regex(/^[a-z]+\.[a-z_]*$/, 'a type such as exception.opened, or the beginning of some: invoice.'))
    .min(1)
    .optional(),
  /** Where it begins when it is new. */
  start: z.enum(['end', 'oldest']).default('end'),
  /** Who its events say that they come from; `urn:throughline:` and the cell when left out. */
  source: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'a URI reference')
    .optional(),
};

const subjectPart = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/;

/** `exports` of `hub.config.json`: who is told of what happens, and where. */
export const exportConfigs = z.array(
  z.discriminatedUnion('sink', [
    z.strictObject({ ...every, sink: z.literal('webhook'), url: z.url({ protocol: /^https?$/ }) }),
    z.strictObject({
      ...every,
      sink: z.literal('nats'),
      servers: z.array(z.url({ protocol: /^(tls|nats)$/ })).min(1),
      stream: z.string().regex(/^[A-Za-z0-9_-]+$/, 'letters, digits, - and _ only'),
      /** What its subjects begin with. */
      subject: z
        .string()
        .regex(subjectPart, 'words of letters, digits, - and _ with dots between')
        .default('throughline'),
    }),
  ]),
);
/** One export of `hub.config.json`. */
export type ExportConfig = z.infer<typeof exportConfigs>[number];

/** The parts of the configuration that exports are compared with. */
interface Beside {
  exports: readonly ExportConfig[];
  legalEntities: readonly { code: string }[];
  systems: readonly { name: string }[];
  timing: 'production' | 'sandbox';
}

function addressesOf(each: ExportConfig): { place: string; addresses: readonly string[]; encrypted: string } {
  return each.sink === 'webhook'
    ? { place: 'url', addresses: [each.url], encrypted: 'https:' }
    : { place: 'servers', addresses: each.servers, encrypted: 'tls:' };
}

/** An address that what leaves would be sent to in the clear, beyond this machine. */
function openAddress(each: ExportConfig, timing: Beside['timing']): string | undefined {
  const { place, addresses, encrypted } = addressesOf(each);
  const open = addresses.find((address) => {
    const { protocol, hostname } = new URL(address);
    return protocol !== encrypted && !(timing === 'sandbox' && loopbackHosts.includes(hostname));
  });
  if (open === undefined) return undefined;
  return `${place}: ${open} is not encrypted; write ${encrypted}// (without it only on this machine, with timing "sandbox")`;
}

/** Tells what is wrong with the exports of a configuration, and where. */
export function checkExports(
  { exports, legalEntities, systems, timing }: Beside,
  fail: (message: string) => void,
): void {
  const codes = new Set(legalEntities.map(({ code }) => code));
  const taken = new Set(systems.map(({ name }) => name.toLowerCase()));
  for (const each of exports) {
    const at = `exports.${each.name}`;
    // Credentials are found by the name.
    if (taken.has(each.name)) fail(`${at}: a system or another export has the same name`);
    taken.add(each.name);
    const entities = each.legalEntities === 'all' ? [] : each.legalEntities;
    const unknown = entities.find((code) => !codes.has(code));
    if (unknown !== undefined) fail(`${at}.legalEntities: no legal entity "${unknown}"`);
    const open = openAddress(each, timing);
    if (open !== undefined) fail(`${at}.${open}`);
  }
}
