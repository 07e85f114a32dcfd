import { useCallback, useState } from 'react';
import { type AnyVariables, type CombinedError, type TypedDocumentNode, useMutation } from 'urql';
import { tell } from '../parts/tell.ts';
import { failureOf } from './client.ts';

/** What a mutation of the hub answers: one payload that carries why it was refused. */
type Payload<Data> = Data[keyof Data] & { errors: readonly { code: string; message: string }[] };

/** Something that the reader can do. */
export interface Act<Data, Variables> {
  /** Does it. Answers the payload, or undefined where the hub refused; then `refused` says why. */
  run: (variables: Variables, done?: string) => Promise<Payload<Data> | undefined>;
  running: boolean;
  refused: string | undefined;
}

function payloadOf<Data extends object>(data: Data | undefined): Payload<Data> | undefined {
  return data === undefined || data === null ? undefined : (Object.values(data)[0] as Payload<Data>);
}

/** Why something was not done; undefined when it was. */
function refusalOf<Data extends object>(data: Data | undefined, error: CombinedError | undefined): string | undefined {
  if (error !== undefined) return failureOf(error).message;
  const payload = payloadOf(data);
  return payload === undefined ? 'The hub gave no answer.' : payload.errors[0]?.message;
}

/** Does a mutation, tells of its success, and keeps why it was refused. */
export function useAct<Data extends object, Variables extends AnyVariables>(
  mutation: TypedDocumentNode<Data, Variables>,
): Act<Data, Variables> {
  const [{ fetching }, mutate] = useMutation(mutation);
  const [refused, setRefused] = useState<string>();
  const run = useCallback(
    async (variables: Variables, done?: string) => {
      const { data, error } = await mutate(variables);
      const problem = refusalOf(data, error);
      setRefused(problem);
      if (problem !== undefined) return undefined;
      if (done !== undefined) tell({ message: done });
      return payloadOf(data);
    },
    [mutate],
  );
  return { run, running: fetching, refused };
}
