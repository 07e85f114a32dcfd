import { shared } from './jest.config.js';

const { globalSetup: _setup, globalTeardown: _teardown, ...rest } = shared;

/** The house rules need no database. */
export default { ...rest, testMatch: ['<rootDir>/test/house/**/*.test.ts'] };
