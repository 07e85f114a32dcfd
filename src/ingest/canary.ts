import { type Connector, pulledStreams, type Stream } from '../domain/connector.ts';
import { HubError } from '../domain/errors.ts';

/** A record that must be readable, or else access was lost. */
export interface Canary {
  name: string;
  key: string;
  stream: Stream<unknown>;
}

/** The canary of a system as it is configured. Throws CONFIG_INVALID where its stream can't be asked. */
export function canaryOf(
  connector: Connector,
  system: string,
  configured: { stream: string; key: string } | undefined,
): Canary | undefined {
  if (configured === undefined) return undefined;
  const stream = new Map(pulledStreams(connector)).get(configured.stream);
  if (stream === undefined) {
    const place = `systems.${system}.canary`;
    throw new HubError('CONFIG_INVALID', `${place}: ${connector.name} has no stream "${configured.stream}" to ask`);
  }
  return { name: `${configured.stream}/${configured.key}`, key: configured.key, stream };
}
