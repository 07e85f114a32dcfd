import { BlockList, isIP } from 'node:net';

/** Ranges that a request from inside must never reach, whoever wrote the address. */
const forbidden = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  forbidden.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['::', 128],
  ['::1', 128],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  forbidden.addSubnet(network, prefix, 'ipv6');
}

/** The IPv4 address inside a mapped IPv6 one (`::ffff:10.0.0.1`, `::ffff:a00:1`), or the address itself. */
function unmapped(address: string): string {
  const mapped = /^::ffff:(?:0:)?(.+)$/i.exec(address)?.[1];
  if (mapped === undefined) return address;
  if (isIP(mapped) === 4) return mapped;
  const [high = '0', low = '0'] = mapped.split(':');
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return `${a >> 8}.${a & 255}.${b >> 8}.${b & 255}`;
}

/** Whether an address is this machine's own. */
function isLoopback(address: string): boolean {
  const plain = unmapped(address);
  return plain.startsWith('127.') || plain === '::1';
}

/** Whether an address may be connected to. `loopback` is for the sandbox, where every system is on this machine. */
export function mayConnect(address: string, loopback: boolean): boolean {
  const plain = unmapped(address);
  if (loopback && isLoopback(plain)) return true;
  return !forbidden.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
}
