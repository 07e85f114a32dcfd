import { systemRoles } from '../../domain/roles.ts';
import { type FactSource, itself } from '../fact-source.ts';
import { closeFacts } from './close-window.ts';

export const streamFacts: FactSource = {
  kind: 'stream',
  about: 'Whether a stream still brings what the hub rests on, for one of the legal entities that depend on it.',
  sql: 'stream.sql',
  own: 'select distinct k.subject_id as id from stream_coverage k',
  columns: {
    streamName: { type: 'text', about: 'The stream, as system/stream.' },
    systemRole: { type: 'text', about: 'What its system is to the firm.', oneOf: systemRoles },
    lastNewsAt: { type: 'instant', about: 'When it was last read, or last told of itself.' },
    newsDueAt: { type: 'instant', about: 'By when it should be heard of again.' },
    fileRefused: {
      type: 'boolean',
      about: 'Whether the last file of it was refused because its rows do not add up to what its manifest says.',
    },
    refusedFile: { type: 'text', about: 'The name of that file.' },
    ...closeFacts,
  },
  touches: { stream: itself },
};
