import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['**/dist', '**/dist-spec', '**/node_modules', '**/target', 'examples/**', '**/tmp', '.nx'] },
  ...nx.configs['flat/base'],
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // The only home of a shell would be a string with a user's words in it.
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'child_process' }, { name: 'node:child_process', importNames: ['exec', 'execSync'] }] },
      ],
      // A second order for another locale would make two releases of one source.
      'no-restricted-properties': [
        'error',
        { property: 'localeCompare', message: 'Sort bytewise: a locale must not decide an output.' },
      ],
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }],
    },
  },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  {
    files: ['**/*.spec.ts', 'e2e/**/*.ts'],
    rules: { 'max-lines': 'off', 'max-lines-per-function': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: [
      'packages/nx-cross/package.json',
      'packages/nx-cross/executors.json',
      'packages/nx-cross/generators.json',
      'packages/nx-cross/migrations.json',
    ],
    languageOptions: { parser: await import('jsonc-eslint-parser') },
    rules: { '@nx/nx-plugin-checks': 'error' },
  },
);
