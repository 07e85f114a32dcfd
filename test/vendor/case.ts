import type { Recorded } from './recorded-requests.ts';
import type { Shape } from './shapes.ts';
import type { VendorFile } from './vendor-folder.ts';
import type { VendorHub } from './vendor-hub.ts';

/** What a case may rely on: a running hub, and what the connectors ask of their systems. */
export interface CaseParts {
  hub: VendorHub;
  recorded: readonly Recorded[];
}

/** A file of one shape. */
export type FileOf<K extends Shape['kind']> = VendorFile & { shape: Extract<Shape, { kind: K }> };

/** What is done with the files of one shape, in words and in deed. */
export interface Case<K extends Shape['kind']> {
  sentence: string;
  run(file: FileOf<K>, parts: CaseParts): Promise<void>;
}

/** The cases of some shapes. */
export type Cases<K extends Shape['kind']> = { [Each in K]: Case<Each> };
