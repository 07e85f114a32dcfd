import { createContext, type ReactNode, useContext } from 'react';
import type { Viewer as ViewerAnswer } from './viewer.graphql';

/** Who looks at the page, and what the firm that they see is made of. */
export interface Reader {
  viewer: ViewerAnswer['viewer'];
  practices: ViewerAnswer['practices'];
}

/** What a role may do, as far as the page asks. */
export type Right =
  | 'work:exceptions'
  | 'plan:corrections'
  | 'approve:corrections'
  | 'accept:risks'
  | 'accept:blocks'
  | 'run:streams'
  | 'read:inbox';

const Context = createContext<Reader | undefined>(undefined);

/** Says to everything below who looks at it. */
export function ReaderProvider({ reader, children }: { reader: Reader; children: ReactNode }) {
  return <Context.Provider value={reader}>{children}</Context.Provider>;
}

/** Who looks at the page. */
export function useReader(): Reader {
  const reader = useContext(Context);
  if (reader === undefined) throw new Error('nobody is signed in here');
  return reader;
}

/** Whether the reader may do something; the hub decides again when it is done. */
export function useMay(right: Right): boolean {
  return useReader().viewer.rights.includes(right);
}
