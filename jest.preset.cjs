/**
 * What every package's jest.config.cjs shares. Packages are read from their sources, so that no test waits for a build.
 * execa and toml-eslint-parser, with what they need, are ESM only, which jest does not `require`: swc turns them into CommonJS.
 */
module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
  moduleNameMapper: {
    // Of execa's: it offers itself to `import` alone, and jest asks as `require`.
    '^unicorn-magic$': require('node:path').join(__dirname, 'node_modules/unicorn-magic/node.js'),
    '^@nx-cross/core$': '<rootDir>/../core/src/index.ts',
    '^@nx-cross/core/schemas/(.*)$': '<rootDir>/../core/schemas/$1',
    '^@nx-cross/core/(.*)$': '<rootDir>/../core/src/$1/index.ts',
    '^@nx-cross/testing$': '<rootDir>/../testing/src/index.ts',
  },
  transform: {
    '^.+\\.[mc]?[jt]s$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: [
    '/node_modules/(?!(@octokit|before-after-hook|universal-user-agent|content-type|json-with-bigint|execa|@sindresorhus|@sec-ant|figures|get-stream|human-signals|is-plain-obj|is-stream|is-unicode-supported|npm-run-path|path-key|parse-ms|pretty-ms|signal-exit|strip-final-newline|unicorn-magic|yoctocolors|cac|toml-eslint-parser|eslint-visitor-keys)/)',
  ],
};
