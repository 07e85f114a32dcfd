import { shared } from './jest.config.js';

/** What is held to files that vendors have published; they lie outside the project. */
export default { ...shared, testMatch: ['<rootDir>/test/vendor/**/*.test.ts'] };
