/** @type {import('jest').Config} */
export const shared = {
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: false, useDefineForClassFields: false },
        },
        module: { type: 'es6' },
      },
    ],
  },
  testEnvironment: 'node',
  globalSetup: '<rootDir>/test/global-setup.mjs',
  globalTeardown: '<rootDir>/test/global-teardown.mjs',
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  testTimeout: 180_000,
  // Tests wait for events most of the time, and modules stay in the memory of whoever has run them.
  maxWorkers: 2,
  workerIdleMemoryLimit: '1500MB',
};

export default {
  ...shared,
  testMatch: ['<rootDir>/{src,sandbox,bench,test,migrations,scripts}/**/*.test.ts'],
  testPathIgnorePatterns: ['<rootDir>/test/house/', '<rootDir>/test/vendor/'],
};
