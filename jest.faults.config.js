import { shared } from './jest.config.js';

/** Small runs of the fault scenarios: hubs, and a database, that are processes of their own and are killed. */
export default { ...shared, testMatch: ['<rootDir>/chaos/**/*.test.ts'] };
