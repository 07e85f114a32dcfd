import { HubError } from '../domain/errors.ts';

/** A place in the feed: an epoch ends when positions begin anew, after a restore. */
export interface FeedPlace {
  epoch: number;
  cell: string;
  pos: number;
}

/** The text that a client keeps. */
export function encodeCursor({ epoch, cell, pos }: FeedPlace): string {
  return Buffer.from(`${epoch}.${cell}:${pos}`).toString('base64url');
}

/** Reads a cursor. Throws CURSOR_INVALID when it is not one of ours. */
export function decodeCursor(cursor: string): FeedPlace {
  const match = /^(\d{1,9})\.([a-z][a-z0-9_]*):(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (match === null) throw new HubError('CURSOR_INVALID');
  const [, epoch, cell, pos] = match as unknown as [string, string, string, string];
  return { epoch: Number(epoch), cell, pos: Number(pos) };
}
