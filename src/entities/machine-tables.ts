import { ServiceToken } from './service-token.ts';

/** The tables of the machinery that are read and written row by row. */
export const machineTables = [ServiceToken];
