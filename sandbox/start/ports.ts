import { freePort } from '../../scripts/postgres.mjs';

/** The ports of everything that a start brings up. */
export interface Ports {
  hub: number;
  control: number;
  crm: number;
  psa: number;
  erp: number;
}

const wanted: Ports = { hub: 4000, control: 4010, crm: 4011, psa: 4012, erp: 4013 };
const names: Record<keyof Ports, string> = {
  hub: 'the hub',
  control: "the sandbox's control desk",
  crm: 'the simulated Salesforce',
  psa: 'the simulated Certinia',
  erp: 'the simulated Fusion',
};

/** Finds a free port for each, the usual one where nobody else has it. Says which are others. */
export async function choosePorts(hub: number | undefined, say: (line: string) => void): Promise<Ports> {
  const ports = { ...wanted, ...(hub === undefined ? {} : { hub }) };
  for (const [name, port] of Object.entries(ports) as [keyof Ports, number][]) {
    ports[name] = await freePort(port);
    if (ports[name] !== port) say(`Port ${port} is busy: ${names[name]} takes ${ports[name]} instead.`);
  }
  return ports;
}
