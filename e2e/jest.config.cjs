const preset = require('../jest.preset.cjs');

/** Real workspaces, compilers and servers: minutes, not seconds, and one after another on few cores. */
module.exports = {
  ...preset,
  displayName: 'e2e',
  rootDir: __dirname,
  testMatch: ['<rootDir>/src/**/*.e2e.ts'],
  testTimeout: 30 * 60_000,
  moduleNameMapper: Object.fromEntries(
    Object.entries(preset.moduleNameMapper).map(([name, path]) => [
      name,
      path.replace('<rootDir>/../', '<rootDir>/../packages/'),
    ]),
  ),
};
